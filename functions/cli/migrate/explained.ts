import type { Note, VectorPipeline } from '../../../shared/vector/read-vector.ts';

/** What becomes of each option, by file and line: `12  sources.kafka.group_id → groupId`, and below it what is not the same. */
export function explained(notes: readonly Note[], { definition }: VectorPipeline): string {
  const lines = [`The pipeline '${String(definition['name'])}':`];
  let file = '';
  for (const { place, path, becomes, remark } of notes) {
    if (place.file !== file) {
      file = place.file;
      lines.push('', file);
    }
    const arrow = becomes === null ? '' : ` → ${becomes}`;
    lines.push(`${String(place.line).padStart(5)}  ${path}${arrow}`);
    if (remark !== null) lines.push(`         ${remark}`);
  }
  const better = betterFor(Object.values(definition['sinks'] ?? {}));
  lines.push('', 'What changes for the better:', ...better.map((line) => `  - ${line}`), '');
  return lines.join('\n');
}

/** By what the sinks are: what holds of a bucket does not hold of files. */
function betterFor(sinks: readonly { readonly type?: unknown }[]): readonly string[] {
  const has = (type: string): boolean => sinks.some((sink) => sink.type === type);
  return [...(has('aws_s3') ? ofBucket : []), ...(has('file') ? ofFiles : []), ...ofAll];
}

const ofFiles: readonly string[] = [
  'offsets wait until events are in the files and on the disk, so a crash leaves none out; some are in them twice then, as with Vector',
  'a compressed file can be read at any time, also after a kill -9',
];

const ofBucket: readonly string[] = [
  'every record is stored exactly once, over crashes, rebalances and faults of S3 (docs/delivery.md)',
  'an event that fails is kept as a dead letter with its reason, and can be replayed',
  'objects are as large as batch.max_bytes says, whatever the number of threads',
  'partitions that go to another consumer are stored first, so a rolling update doubles nothing',
];

const ofAll: readonly string[] = [
  'one limit on memory for the whole process, however many prefixes are open',
];
