import { type Step, memberAt } from './consumer.ts';
import { has, layOut } from './layout.ts';
import { leave, objectIsThere, recordIsThere } from './publish.ts';
import { noticeCommitted } from './takeover.ts';
import type { Commit, Create, EpochRecord, Fault, Member, StoredObject, World } from './world.ts';

/** What is under way arrives, in any order; what nobody waits for any more, too. */
export function arrivals(world: World): Step[] {
  return [
    ...world.commits.map((commit, i) => ({
      name: `${commit.member}'s commit of ${commit.position.offset} arrives`,
      run: (w: World) => answer(w, takeCommit(w, i)),
    })),
    ...world.creates.map(({ member, key, object }, i) => ({
      name: `${member}'s ${object === null ? 'record' : 'object'} ${key} arrives`,
      run: (w: World) => store(w, i),
    })),
  ];
}

/** What happens a limited number of times: faults, and members that come. */
export function faultSteps(world: World): Step[] {
  const steps: Step[] = [];
  const may = (fault: Fault, name: string, run: (world: World) => void): void => {
    if (world.left[fault] === 0) return;
    const spend = (w: World): void => {
      w.left[fault]--;
      run(w);
    };
    steps.push({ name, run: spend });
  };
  const isHeld = world.members.some(({ at, session }) => at !== 'out' && session === world.owner);
  world.members.forEach((member, i) => {
    const run = (w: World): void => join(w, memberAt(w, i));
    // somebody always starts again where nobody is left
    if (member.at === 'out' && !isHeld) steps.push({ name: `${i} joins`, run });
    else if (member.at === 'out') may('join', `${i} joins`, run);
    else may('crash', `${i} is killed`, (w) => leave(memberAt(w, i)));
    if (member.at === 'holding' && member.session === world.owner) {
      may('renew', `${i} gets a new generation`, (w) => renew(w, memberAt(w, i)));
    }
    if (member.waits) {
      // it leaves and joins as another, so that what is under way is void
      may('lost answer', `${i} hears nothing of its commit`, (w) => leave(memberAt(w, i)));
    }
  });
  world.commits.forEach((commit, i) => {
    may('lost answer', `${commit.member}'s commit arrives, its answer is lost`, (w) => {
      const { session } = takeCommit(w, i).commit;
      const member = memberAt(w, commit.member);
      if (member.session === session) leave(member);
    });
  });
  may('deploy', `the other rules are deployed`, (w) => {
    w.rules = w.rules === 1 ? 2 : 1;
  });
  // never the last one: the broker does not touch the segment that is being written
  for (let offset = 0; offset < world.end - 1; offset++) {
    if (!has(world.log, offset)) continue;
    may('compact', `${offset} is compacted away`, (w) => {
      w.log &= ~(1 << offset);
    });
  }
  strangers(world, may);
  return steps;
}

/** Somebody else has written under the key of an object that is about to be stored. */
function strangers(
  world: World,
  may: (fault: Fault, name: string, run: (world: World) => void) => void,
): void {
  for (const { queue, rules } of world.members) {
    const [epoch] = queue;
    if (epoch?.phase !== 'store') continue;
    for (const { key } of layOut(epoch, rules)) {
      if (world.objects.has(key)) continue;
      may('stranger', `a stranger writes ${key}`, (w) => {
        const strange = {
          content: 0,
          first: -1,
          next: -1,
          rules: 1,
          count: 0,
          grownBy: null,
        } as const;
        w.objects.set(key, strange);
      });
    }
  }
}

/** Leaves out what is under way and can have no effect any more, so that worlds are the same that go on alike. */
export function forgetVoid(world: World): void {
  const waits = ({ member, session, generation }: Commit): boolean => {
    const { session: now, generation: newest } = memberAt(world, member);
    return now === session && newest === generation;
  };
  if (world.mistake !== 'no fence') {
    world.commits = world.commits.filter((commit) => waits(commit) || passesFence(world, commit));
  }
  world.creates = world.creates.filter(({ member, session, key, object }) => {
    if (memberAt(world, member).session === session) return true;
    return !(object === null ? world.records : world.objects).has(key);
  });
}

function passesFence({ owner, generation }: World, commit: Commit): boolean {
  return commit.session === owner && commit.generation === generation;
}

/** The newest member gets the partition; whoever had it is told, or finds out when it commits. */
function join(world: World, member: Member): void {
  world.generation++;
  world.owner = world.generation;
  const { generation, rules } = world;
  Object.assign(member, { at: 'joined', session: generation, generation, rules });
}

/** Others have come or gone, and the partition stays where it is. */
function renew(world: World, member: Member): void {
  world.generation++;
  member.generation = world.generation;
  member.at = 'joined';
}

/** Fenced by member and generation at the moment in which the commit is taken. */
function takeCommit(world: World, i: number): { commit: Commit; taken: boolean } {
  const [commit] = world.commits.splice(i, 1) as [Commit];
  const taken = passesFence(world, commit) || world.mistake === 'no fence';
  if (taken) {
    if (commit.position.offset < world.committed.offset) world.fell = true;
    world.committed = commit.position;
    world.history?.took(commit.position);
  }
  return { commit, taken };
}

function answer(world: World, { commit, taken }: { commit: Commit; taken: boolean }): void {
  const member = memberAt(world, commit.member);
  // of an older generation: whoever has a newer one has asked what is committed, or will
  if (member.session !== commit.session || member.generation !== commit.generation) return;
  member.waits = false;
  if (taken) member.known = commit.position;
  else member.fenced = true;
  noticeCommitted(member);
}

function store(world: World, i: number): void {
  const [{ member: index, session, key, first, variant, object, stored }] = world.creates.splice(
    i,
    1,
  ) as [Create];
  const kept: Map<string, StoredObject | EpochRecord> =
    object === null ? world.records : world.objects;
  if (!kept.has(key)) {
    kept.set(key, stored);
    const names = 'objects' in stored ? stored.objects.map((one) => one.key) : null;
    world.history?.saw({ key: `${object === null ? 'record ' : ''}${key}`, first, variant, names });
  }
  const member = memberAt(world, index);
  const [epoch] = member.queue;
  if (member.session !== session || epoch === undefined) return;
  if (object === null) recordIsThere(world, member, epoch);
  else objectIsThere(world, epoch, object, stored as StoredObject, key);
}
