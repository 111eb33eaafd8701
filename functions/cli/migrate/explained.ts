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
  lines.push('', 'What changes for the better:', ...better.map((line) => `  - ${line}`), '');
  return lines.join('\n');
}

const better: readonly string[] = [
  'every record is stored exactly once, over crashes, rebalances and faults of S3 (docs/delivery.md)',
  'an event that fails is kept as a dead letter with its reason, and can be replayed',
  'objects are as large as batch.max_bytes says, whatever the number of threads',
  'one limit on memory for the whole process, however many prefixes are open',
  'partitions that go to another consumer are stored first, so a rolling update doubles nothing',
];
