import type { PipelineModel, S3SinkModel } from './model.ts';

/** Names of what mostly tells one thing from all others, or one moment from all others. */
const namesOfMany =
  /(?:^|[._-])(?:id|uuid|guid|key|hash|token|session|email|ip|url|time|timestamp|ts|offset)$|[a-z0-9](?:Id|ID|Uuid|Time|Timestamp|At)$/;

/** Fields in a prefix that look as if they had values without end, and what becomes of those. */
export function fieldWarnings(
  model: PipelineModel,
  sink: S3SinkModel,
  fields: readonly string[],
): readonly string[] {
  const ofRecord = new Set<string | null>(
    [...model.sources.values()].flatMap(({ fields: { offset, timestamp } }) => [offset, timestamp]),
  );
  const rest = `; from the ${sink.batch.maxPrefixes + 1}th value within one epoch on, events go to '${sink.overflowPrefix}'`;
  return fields.flatMap((field) => {
    if (ofRecord.has(field)) {
      return [`has {{ ${field} }}, which is another for nearly every record${rest}`];
    }
    if (!namesOfMany.test(field)) return [];
    return [`has {{ ${field} }}, which by its name may have values without end${rest}`];
  });
}
