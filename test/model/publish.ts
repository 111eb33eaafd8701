import {
  count,
  has,
  hasRecord,
  layOut,
  ledgerOf,
  objectOf,
  recordKey,
  recordOf,
} from './layout.ts';
import { isStored, noticeCommitted } from './takeover.ts';
import {
  type Epoch,
  type EpochRecord,
  type Member,
  newMember,
  type StoredObject,
  type World,
} from './world.ts';

/** The next step of the epoch that is being published is to write the ledger down. */
export function begin(world: World, member: Member, epoch: Epoch): void {
  if (world.mistake === 'no ledger') {
    epoch.phase = 'begun';
    return;
  }
  epoch.phase = 'ledger due';
  member.due = { offset: epoch.first, ledger: ledgerOf(epoch, member.rules) };
  noticeCommitted(member);
}

/** The ledger stands: the record is asked for, where the epoch needs one. */
export function prepare(world: World, index: number, member: Member, epoch: Epoch): void {
  const { redo } = epoch;
  if (epoch.grown && epoch.variant !== (redo?.variant ?? null)) {
    // EPOCH_COMPACTED: the process ends, and another goes on from the ledger
    leave(member);
    return;
  }
  const objects = layOut(epoch, member.rules);
  const onlyKey = redo?.onlyKey ?? null;
  if (onlyKey !== null && epoch.variant === null && world.mistake !== '412 blindly') {
    const fits = objects.length === 0 || (objects.length === 1 && objects[0]?.key === onlyKey);
    if (!fits) world.conflict = `the ledger names ${onlyKey}`;
  }
  if (!hasRecord(epoch, member.rules)) {
    epoch.phase = 'store';
    return;
  }
  const only = onlyKey === null ? undefined : world.objects.get(onlyKey);
  if (only !== undefined && isOfOtherRecords(only, objectOf(epoch, member, 0))) {
    end(member, epoch);
    return;
  }
  epoch.phase = 'record asked for';
  const stored = recordOf(epoch, member.rules);
  const { session } = member;
  const { first, variant } = epoch;
  const key = recordKey(epoch);
  world.creates.push({ member: index, session, key, first, variant, object: null, stored });
}

/** The store has answered that the record is there, ours or another. */
export function recordIsThere(world: World, member: Member, epoch: Epoch): void {
  const key = recordKey(epoch);
  const theirs = world.records.get(key);
  const ours = recordOf(epoch, member.rules);
  epoch.phase = 'store';
  if (theirs === undefined || world.mistake === '412 blindly' || sameRecord(ours, theirs)) return;
  const sameEpoch = theirs.next === ours.next && theirs.rules === ours.rules;
  if (!sameEpoch || theirs.count === ours.count) {
    world.conflict = `another epoch lies at ${key}`;
  } else if (isStored(world, epoch.first, theirs)) {
    end(member, epoch);
  } else {
    world.doubled |= epoch.content;
    const rules = `r${member.rules}`;
    const ofRules = epoch.variant?.startsWith(rules) === true ? rules : '';
    epoch.variant = `${ofRules}c${ours.count}`;
    epoch.phase = 'cut';
  }
}

function sameRecord(a: EpochRecord, b: EpochRecord): boolean {
  return (
    a.next === b.next &&
    a.rules === b.rules &&
    a.count === b.count &&
    a.objects.length === b.objects.length &&
    a.objects.every(
      ({ key, content }, i) => b.objects[i]?.key === key && b.objects[i].content === content,
    )
  );
}

export function createObject(world: World, index: number, member: Member, number: number): void {
  const [epoch] = member.queue;
  const laid = epoch && layOut(epoch, member.rules)[number];
  if (epoch === undefined || laid === undefined) return;
  epoch.asked |= 1 << number;
  const { session } = member;
  const { first, variant } = epoch;
  const { key, content } = laid;
  const stored = objectOf(epoch, member, content);
  world.creates.push({ member: index, session, key, first, variant, object: number, stored });
}

/** The store has answered that an object is there, ours or another. */
export function objectIsThere(
  world: World,
  epoch: Epoch,
  number: number,
  ours: StoredObject,
  key: string,
): void {
  if (has(epoch.done, number)) return;
  epoch.done |= 1 << number;
  const theirs = world.objects.get(key);
  if (theirs === undefined || theirs === ours || world.mistake === '412 blindly') return;
  if (isOfOtherRecords(theirs, ours)) return;
  const sameOrigin =
    theirs.grownBy === null
      ? theirs.next === ours.next
      : theirs.first === ours.first && theirs.rules === ours.rules;
  if (sameOrigin && theirs.content === ours.content) return;
  // what has grown does not say of how many records it is, but never comes without a record, which does
  const record = theirs.grownBy === null ? undefined : world.records.get(recordKey(epoch));
  if (record?.next === ours.next && record.rules === ours.rules && record.count !== ours.count)
    return;
  world.conflict = `another lies at ${key}`;
}

/** Of the same epoch, made when the log held more of it, or less. What has grown does not say of how many. */
function isOfOtherRecords(theirs: StoredObject, ours: StoredObject): boolean {
  if (theirs.grownBy !== null || theirs.count === ours.count) return false;
  return theirs.first === ours.first && theirs.next === ours.next && theirs.rules === ours.rules;
}

/** Everything of the epoch is stored. */
export function end(member: Member, epoch: Epoch): void {
  member.queue.shift();
  member.due = { offset: epoch.next, ledger: null };
}

export function isWhole(epoch: Epoch, member: Member): boolean {
  return count(epoch.done) === layOut(epoch, member.rules).length;
}

/** The session ends: the process knows nothing any more. What it has sent is still under way. */
export function leave(member: Member): void {
  Object.assign(member, newMember());
}
