import { partitionKey } from '../../../shared/record.ts';
import { aligned } from '../table.ts';
import type { PlannedPartition } from './carry-out.ts';

const headings = ['partition', 'from', 'to', 'epochs', 'objects', 'bytes', 'skipped', 'what'];

/** What is to be told beside the partitions. */
export interface ResetReport {
  readonly planned: readonly PlannedPartition[];
  readonly isDone: boolean;
  /** Why it would be refused; null: it would not. */
  readonly refusal: string | null;
  readonly members: readonly { readonly clientId: string; readonly host: string }[];
}

/** For people: a line a partition, then what there is to know, then what was done or has to be. */
export function resetText({ planned, isDone, refusal, members }: ResetReport): string {
  const lines = aligned([headings, ...planned.map(rowOf)], 1);
  const notes = planned.flatMap((each) => notesOf(each).map((note) => `${nameOf(each)}: ${note}`));
  if (notes.length > 0) lines.push('', ...notes);
  lines.push('');
  const needed = planned.filter(({ plan }) => plan.isNeeded).length;
  if (needed === 0) lines.push('nothing to do');
  else if (isDone) lines.push(`done: ${needed} partitions`);
  else {
    if (members.length > 0) lines.push(`--execute would refuse: ${membersText(members)}`);
    if (refusal !== null) lines.push(`--execute would refuse: ${refusal}`);
    lines.push(`nothing was changed: ${needed} partitions would be, with --execute`);
  }
  return `${lines.join('\n')}\n`;
}

/** For programs: one object; offsets as strings, since they may be beyond 2^53. */
export function resetJson(pipeline: string, report: ResetReport): string {
  const told = {
    pipeline,
    executed: report.isDone,
    refusal: report.refusal,
    members: report.members,
    partitions: report.planned.map((each) => {
      const { topic, partition, question } = each.found;
      const { to, doomed, objects, skips, isNeeded } = each.plan;
      return {
        topic,
        partition,
        needed: isNeeded,
        from: question.committed,
        to,
        epochs: epochsOf(each),
        records: doomed.filter(({ recordPlace }) => recordPlace !== null).length,
        objects: objects.length,
        bytes: bytesOf(each),
        skipped: skips,
        notes: notesOf(each),
      };
    }),
  };
  const text = JSON.stringify(
    told,
    (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    2,
  );
  return `${text}\n`;
}

export function membersText(members: ResetReport['members']): string {
  const who = members.map(({ clientId, host }) => `${clientId} at ${host.replace(/^\//, '')}`);
  return `${members.length} members are in the group: ${who.join(', ')}`;
}

function rowOf(each: PlannedPartition): readonly string[] {
  const { question } = each.found;
  const { to, objects, skips } = each.plan;
  const skipped = skips.reduce((sum, { first, next }) => sum + next - first, 0n);
  return [
    nameOf(each),
    String(question.committed ?? '-'),
    String(to),
    String(epochsOf(each)),
    String(objects.length),
    String(bytesOf(each)),
    String(skipped),
    whatOf(each),
  ];
}

function whatOf({ found, plan }: PlannedPartition): string {
  if (!plan.isNeeded) return 'as it is';
  const { committed } = found.question;
  const parts: string[] = [];
  if (committed === null) parts.push('begin there');
  else if (plan.to < committed) parts.push('read again');
  else if (plan.to > committed) parts.push('go on further');
  else parts.push('settle');
  if (plan.objects.length > 0) parts.push('delete');
  if (plan.skips.length > 0) parts.push('skip');
  return parts.join(', ');
}

function notesOf({ found, plan }: PlannedPartition): readonly string[] {
  const notes = [...found.notes, ...plan.notes];
  const { formerObjects, leftAlone } = found;
  if (formerObjects > 0) {
    notes.push(
      `${formerObjects} objects are of a topic of that name that was deleted, and stay: a consumer that comes to one of their keys stops with EPOCH_CONFLICT, so choose another key prefix`,
    );
  }
  for (const place of leftAlone) {
    notes.push(`${place} does not say that it is of this pipeline and partition, and stays`);
  }
  return notes;
}

function epochsOf({ plan }: PlannedPartition): number {
  return plan.doomed.filter(({ kind }) => kind === 'epoch').length;
}

function bytesOf({ plan }: PlannedPartition): number {
  return plan.objects.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function nameOf({ found }: PlannedPartition): string {
  return partitionKey(found.topic, found.partition);
}
