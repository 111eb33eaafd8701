import { range, recordKey } from './layout.ts';
import { same } from './positions.ts';
import type { EpochRecord, Ledger, Member, World } from './world.ts';

/** A member that has a new generation reads what the coordinator has, and decides how to go on. */
export function readCommitted(world: World, member: Member): void {
  const { committed } = world;
  const isUntouched = same(member.known, committed) || same(member.due, committed);
  const goesOn = member.known !== null && isUntouched;
  Object.assign(member, { at: 'holding', known: committed, waits: false, fenced: false });
  if (goesOn) noticeCommitted(member);
  else takeOver(world, member);
}

function takeOver(world: World, member: Member): void {
  const { offset, ledger } = world.committed;
  member.due = world.committed;
  member.position = offset;
  member.redo = null;
  member.queue = [];
  if (ledger === null) return;
  if (ledger.rules === member.rules) {
    member.redo = ledger;
  } else if (isFinished(world, offset, ledger)) {
    member.position = ledger.next;
    member.due = { offset: ledger.next, ledger: null };
  } else {
    world.doubled |= range(offset, ledger.next);
    member.redo = { ...ledger, variant: `r${member.rules}`, onlyKey: null, givenUp: null };
  }
}

/** What is due is committed: an epoch that waited for that is begun. */
export function noticeCommitted(member: Member): void {
  const [epoch] = member.queue;
  if (epoch?.phase === 'ledger due' && same(member.known, member.due)) epoch.phase = 'begun';
}

function isFinished(world: World, first: number, ledger: Ledger): boolean {
  const { next, onlyKey, variant } = ledger;
  const only = onlyKey === null ? undefined : world.objects.get(onlyKey);
  if (only !== undefined && only.grownBy === null && only.next === next) return true;
  const record = world.records.get(recordKey({ first, variant }));
  return record?.next === next && isStored(world, first, record);
}

/** Whether every object that a record names is there; one that has grown says only where its epoch begins. */
export function isStored({ objects }: World, first: number, record: EpochRecord): boolean {
  return record.objects.every(({ key }) => {
    const found = objects.get(key);
    if (found === undefined) return false;
    return found.grownBy === null ? found.next === record.next : found.first === first;
  });
}
