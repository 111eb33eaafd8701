import { has, layOut, range, rollAt } from './layout.ts';
import { same } from './positions.ts';
import { begin, createObject, end, isWhole, leave, prepare } from './publish.ts';
import { readCommitted } from './takeover.ts';
import type { Epoch, Member, World } from './world.ts';

/** Something that may happen next; `run` changes the world in place. */
export interface Step {
  readonly name: string;
  readonly run: (world: World) => void;
}

/** Epochs that are read ahead, the one that is being published among them. */
const maxQueued = 2;
const longestEpoch = 4;

/**
 * What a consumer may do next. One that is never asked any more is a dead one whose requests may still arrive, and one
 * that is asked late is a zombie: neither needs a step of its own.
 */
export function consumerSteps(world: World, index: number): Step[] {
  const member = memberAt(world, index);
  if (member.at === 'out') return [];
  const steps: Step[] = [];
  const may = (name: string, run: (world: World, member: Member) => void): void => {
    steps.push({ name: `${index} ${name}`, run: (w) => run(w, memberAt(w, index)) });
  };
  if (member.at === 'joined') may('reads what is committed', readCommitted);
  else if (!member.waits && !member.fenced && !same(member.due, member.known)) {
    may('commits', (w, me) => commit(w, index, me));
  }
  if (world.owner !== member.session) may('hears that the partition is lost', (_, me) => leave(me));
  for (const read of reads(world, member)) may(read.name, (w, me) => take(w, me, read));
  const [epoch] = member.queue;
  if (epoch === undefined) return steps;
  const published = (run: (world: World, member: Member, epoch: Epoch) => void) => {
    return (w: World, me: Member): void => {
      const [first] = me.queue;
      if (first !== undefined) run(w, me, first);
    };
  };
  const name = `[${epoch.first}, ${epoch.next})`;
  const later = world.mistake === 'lines later';
  if (!epoch.filed) may(`has the lines of ${name} on the disk`, published(file));
  if (epoch.phase === 'cut' && (epoch.filed || later)) may(`begins ${name}`, published(begin));
  if (epoch.phase === 'begun') {
    may(
      `prepares ${name}`,
      published((w, me, first) => prepare(w, index, me, first)),
    );
  }
  if (epoch.phase !== 'store') return steps;
  for (const [number, { key }] of layOut(epoch, member.rules).entries()) {
    if (has(epoch.asked, number)) continue;
    may(`creates ${key}`, (w, me) => createObject(w, index, me, number));
  }
  if (isWhole(epoch, member))
    may(
      `has stored ${name}`,
      published((_, me, first) => end(me, first)),
    );
  return steps;
}

interface Read {
  readonly name: string;
  readonly next: number;
  readonly grown: boolean;
  readonly givenUp: boolean;
  readonly rollAt: number;
}

/**
 * Which epochs may come next. One that was begun ends where its ledger says; any other by size, age, memory or the end
 * of the process, so anywhere.
 */
function reads(world: World, member: Member): Read[] {
  if (member.at !== 'holding' || member.queue.length >= maxQueued) return [];
  const { position, redo } = member;
  const byChance = world.mistake === 'cuts by chance';
  const last = Math.min(world.end, position + longestEpoch);
  const nexts =
    redo !== null && !byChance
      ? [redo.next]
      : Array.from({ length: last - position }, (_, i) => position + 1 + i);
  const growing = world.left.grow > 0 ? [false, true] : [false];
  const rolling = byChance ? [rollAt, rollAt - 1] : [rollAt];
  const fixed = world.mistake === 'asks again' ? null : (redo?.givenUp ?? null);
  const mayGiveUp = world.left['give up'] > 0 ? [false, true] : [false];
  const givingUp = fixed === null ? mayGiveUp : [fixed];
  return nexts.flatMap((next) =>
    growing.flatMap((grown) =>
      givingUp.flatMap((givenUp) =>
        rolling.map((roll) => {
          const how = `${grown ? ' which grows' : ''}${givenUp ? ' without a schema' : ''}`;
          const name = `reads [${position}, ${next})${how}`;
          return { name, next, grown, givenUp, rollAt: roll };
        }),
      ),
    ),
  );
}

function take(world: World, member: Member, { next, grown, givenUp, rollAt: roll }: Read): void {
  if (grown) world.left.grow--;
  const { position: first, redo } = member;
  // what a ledger says is no decision
  if (givenUp && redo?.givenUp !== true) world.left['give up']--;
  const content = world.log & range(first, next);
  const variant = redo?.variant ?? null;
  const fresh = { phase: 'cut', filed: false, asked: 0, done: 0 } as const;
  const read = { first, next, content, redo, grown, givenUp, rollAt: roll, variant };
  member.queue.push({ ...read, ...fresh });
  member.position = next;
  member.redo = null;
}

/** All that came before it is on the disk then; what is in memory alone goes with the process. */
function file(world: World, _member: Member, epoch: Epoch): void {
  world.filed |= epoch.content;
  epoch.filed = true;
}

function commit(world: World, index: number, member: Member): void {
  const { session, generation, due: position } = member;
  member.waits = true;
  world.commits.push({ member: index, session, generation, position });
}

export function memberAt(world: World, index: number): Member {
  const member = world.members[index];
  if (member === undefined) throw new RangeError(`there is no member ${index}`);
  return member;
}
