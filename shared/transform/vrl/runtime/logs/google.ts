import { utcZone } from '../../../../time/zone.ts';
import { Failure } from '../failure.ts';
import { readInteger } from '../read-integer.ts';
import { Regex } from '../regex.ts';
import { readTime } from '../time/read.ts';
import type { Timestamp } from '../timestamp.ts';
import type { VrlObject } from '../value.ts';

const clock = '\\s\\d{2}:\\d{2}:\\d{2}\\.\\d{6}';
const rest = '\\s+(\\d+)\\s(.+):(\\d+)\\]\\s(.*?)\\s*$';
const withYear = new Regex(`^\\s*(\\w)(\\d{8}${clock})${rest}`);
const withoutYear = new Regex(`^\\s*(\\w)(\\d{4}${clock})${rest}`);
const levels: ReadonlyMap<string, string> = new Map([
  ['I', 'info'],
  ['W', 'warning'],
  ['E', 'error'],
  ['F', 'fatal'],
]);

/** A line of glog, or of klog, which does not say the year. @param now null: it says the year */
export function readGoogleLog(line: string, now: Timestamp | null): VrlObject | Failure | null {
  const match = (now === null ? withYear : withoutYear).match(line);
  if (match === null) return null;
  const [, letter = '', time = '', id = '', file = '', number = '', message = ''] = match.groups;
  const level = levels.get(letter);
  if (level === undefined) return new Failure(`unrecognized log level "${letter}"`);
  const year = now === null ? '' : String(yearOf(time, now));
  const timestamp = readTime(year + time, '%Y%m%d %H:%M:%S%.f', utcZone);
  if (typeof timestamp === 'string') {
    return new Failure(`failed parsing timestamp ${time}: ${timestamp}`);
  }
  const thread = readInteger(id, 10);
  if (typeof thread === 'string') return new Failure('failed parsing id');
  const at = readInteger(number, 10);
  if (typeof at === 'string') return new Failure('failed parsing line');
  return { level, timestamp, id: thread, file, line: at, message };
}

/** In January a line of December is of the year before. */
function yearOf(time: string, now: Timestamp): number {
  const today = new Date(now.epochMs);
  const isLastYear = time.startsWith('12') && today.getUTCMonth() === 0;
  return today.getUTCFullYear() - (isLastYear ? 1 : 0);
}
