import type { S3SinkModel } from '../../pipeline/model.ts';
import { formatTimes } from './format-times.ts';
import { selectFields } from './select-fields.ts';
import type { SinkEncode } from './sink-writer.ts';

/** Encodes what a sink is to write of events, in the form that it asks for. */
export function shapedEncoder(
  { selectedFields, timestampFormat }: Pick<S3SinkModel, 'selectedFields' | 'timestampFormat'>,
  encode: SinkEncode,
  timeField: string | null,
): SinkEncode {
  const timed = timestampFormat === null ? encode : formatTimes(timestampFormat, timeField, encode);
  return selectedFields === null ? timed : selectFields(selectedFields, timed);
}
