import type { EventValue } from '../../../transform/model.ts';
import { writeText } from '../../transcode/write-float.ts';
import { writeUint32 } from '../../transcode/write-integer.ts';

export const maxDurationBytes = 72;

/** Three counts, as there is no number of days in a month. */
export function writeDuration(
  view: DataView,
  start: number,
  out: DataView,
  position: number,
): number {
  let to = writeUint32(out, writeText(out, position, '{"months":'), view.getUint32(start, true));
  to = writeUint32(out, writeText(out, to, ',"days":'), view.getUint32(start + 4, true));
  to = writeUint32(out, writeText(out, to, ',"millis":'), view.getUint32(start + 8, true));
  return writeText(out, to, '}');
}

export function readDuration(view: DataView, start: number): EventValue {
  return {
    months: view.getUint32(start, true),
    days: view.getUint32(start + 4, true),
    millis: view.getUint32(start + 8, true),
  };
}
