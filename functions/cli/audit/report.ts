import { aligned } from '../table.ts';
import type { AuditedPartition } from './audit-source.ts';
import type { OffsetRange } from './evidence.ts';
import type { Coverage, Fault } from './judge-coverage.ts';
import type { OpenUpload } from './read-uploads.ts';

/** The exit status: 1 where anything is not as it has to be. */
export function auditStatus(partitions: readonly AuditedPartition[]): 0 | 1 {
  return partitions.some(({ coverage }) => coverage.faults.length > 0) ? 1 : 0;
}

/** For people: a line a partition, then every fault by name, then what is odd and yet no fault. */
export function auditText(
  partitions: readonly AuditedPartition[],
  uploads: readonly OpenUpload[] | null,
  nowMs: number,
): string {
  const rows = partitions.map(rowOf);
  const lines = aligned([headings, ...rows], 2);
  const faults = partitions.flatMap((each) =>
    each.coverage.faults.map((fault) => `${nameOf(each)}: ${faultText(fault)}`),
  );
  if (faults.length > 0) lines.push('', ...faults);
  const orphans = partitions.flatMap((each) =>
    each.coverage.orphans.map(
      ({ place, reason }) => `${nameOf(each)}: ${place} belongs to no epoch: ${reason}`,
    ),
  );
  if (orphans.length > 0) lines.push('', ...orphans);
  const asides = partitions.flatMap((each) => {
    const { skipped, replayed } = each.coverage;
    const told = skipped.map(
      (range) => `${nameOf(each)}: ${rangeText(range)} was skipped on purpose, by sluice reset`,
    );
    if (replayed.objects > 0) {
      const { events, objects } = replayed;
      told.push(`${nameOf(each)}: ${events} events in ${objects} objects are of sluice replay`);
    }
    return told;
  });
  if (asides.length > 0) lines.push('', ...asides);
  if (uploads === null) {
    lines.push('', 'unfinished uploads: not known without s3:ListBucketMultipartUploads');
  } else if (uploads.length > 0) {
    lines.push('', ...uploads.map((upload) => uploadText(upload, nowMs)));
  }
  const records = partitions.reduce((sum, { coverage }) => sum + coverage.records, 0);
  const verdict =
    auditStatus(partitions) === 0
      ? `${records} records in ${partitions.length} partitions: covered, without gap or overlap`
      : `${faults.length} faults`;
  return [...lines, '', verdict, ''].join('\n');
}

/** For programs: one object; offsets as strings, since they may be beyond 2^53. */
export function auditJson(
  pipeline: string,
  partitions: readonly AuditedPartition[],
  uploads: readonly OpenUpload[] | null,
): string {
  const told = {
    pipeline,
    ok: auditStatus(partitions) === 0,
    partitions: partitions.map(
      ({ source, topic, partition, incarnation, isPresent, kafka, coverage }) => ({
        source,
        topic,
        partition,
        incarnation,
        present: isPresent,
        verdict: verdictOf(coverage, isPresent),
        ...coverage,
        committed: kafka?.committed ?? null,
        logStart: kafka?.logStart ?? null,
        logEnd: kafka?.logEnd ?? null,
      }),
    ),
    uploads,
  };
  const text = JSON.stringify(
    told,
    (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    2,
  );
  return `${text}\n`;
}

const headings = [
  'partition',
  'covered',
  'epochs',
  'objects',
  'events',
  'dead',
  'dropped',
  'gaps',
  'committed',
  'log end',
  'verdict',
];

function rowOf(audited: AuditedPartition): readonly string[] {
  const { kafka, isPresent, coverage } = audited;
  const { covered, epochs, objects, events, deadLetters, dropped, offsetGaps } = coverage;
  return [
    nameOf(audited),
    covered.map(rangeText).join(' ') || '-',
    String(epochs),
    String(objects),
    String(events),
    String(deadLetters),
    String(dropped),
    String(offsetGaps),
    String(kafka?.committed ?? '-'),
    String(kafka?.logEnd ?? '-'),
    verdictOf(coverage, isPresent),
  ];
}

function nameOf({ topic, partition, incarnation, isPresent }: AuditedPartition): string {
  return `${topic}/${partition}${isPresent ? '' : ` (was ${incarnation})`}`;
}

function verdictOf({ faults, unfinished, epochs }: Coverage, isPresent: boolean): string {
  const kinds = Map.groupBy(faults, ({ kind }) => kind);
  const said = [...kinds].map(([kind, { length }]) => `${length} ${kind}`);
  said.push(...unfinished.map((range) => `unfinished epoch ${rangeText(range)}`));
  if (said.length > 0) return said.join(', ');
  if (epochs === 0) return 'nothing stored yet';
  return isPresent ? 'complete' : 'complete, topic made again since';
}

function faultText(fault: Fault): string {
  if (fault.kind === 'unreadable') return `unreadable: ${fault.place}: ${fault.reason}`;
  const range = rangeText(fault);
  if (fault.kind === 'gap') return `gap: no epoch covers ${range}`;
  if (fault.kind === 'missing') return `missing: ${fault.place} of the epoch ${range}`;
  if (fault.kind === 'damaged') {
    return `damaged: ${fault.place} of the epoch ${range}: ${fault.reason}`;
  }
  return `overlap: ${range} is claimed by ${fault.places[0]} and by ${fault.places[1]}`;
}

function uploadText({ place, startedAt }: OpenUpload, nowMs: number): string {
  const age = startedAt === null ? '' : `, begun ${ageText(nowMs - startedAt.getTime())} ago`;
  return `unfinished upload: ${place}${age}: a consumer is at it, or one that was killed has left its parts`;
}

function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

function rangeText({ first, next }: OffsetRange): string {
  return `[${first}, ${next})`;
}
