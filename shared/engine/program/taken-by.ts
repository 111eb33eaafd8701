import type { S3SinkModel } from '../../pipeline/model.ts';
import { isFile } from '../file-codec.ts';

/** The whole event as JSON, its `message` where that is the JSON of an event, or nothing. */
export type TakenBytes = 'event' | 'message' | 'nothing';

/** What a sink copies of an event on bytes. */
export function takenBy({
  encoding,
  selectedFields,
  timestampFormat,
}: Pick<S3SinkModel, 'encoding' | 'selectedFields' | 'timestampFormat'>): TakenBytes {
  if (selectedFields !== null || timestampFormat !== null) return 'nothing';
  if (encoding.codec === 'text') return 'message';
  if (encoding.codec === 'csv' || encoding.codec === 'protobuf') return 'nothing';
  // whether an event fits its columns is seen of an object alone
  return isFile(encoding) && encoding.onTypeConflict === 'dead_letter' ? 'nothing' : 'event';
}
