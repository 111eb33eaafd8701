import { utcZone } from '../../../../time/zone.ts';
import { Failure } from '../failure.ts';
import { readFloat } from '../read-float.ts';
import { readInteger } from '../read-integer.ts';
import type { Regex } from '../regex.ts';
import { type Bytes, textOf } from '../text.ts';
import { readTime } from '../time/read.ts';
import { vrlZone } from '../time/zones.ts';
import { type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

const integers = new Set(
  'status size pid tid cid port body_bytes_size request_length upstream_response_length upstream_status'.split(
    ' ',
  ),
);
const floats = new Set(['excess', 'request_time', 'upstream_response_time']);

/** The named groups of the first pattern that matches, as times and numbers where their names say so. */
export function readLog(
  patterns: readonly Regex[],
  line: string,
  timestampFormat: string,
  kind: string | null,
  zone: Bytes = '',
): VrlObject | Failure {
  for (const pattern of patterns) {
    const match = pattern.match(line);
    if (match === null) continue;
    const fields: VrlObject = {};
    for (const { name, index } of pattern.names) {
      const text = match.groups[index];
      if (text === undefined) continue;
      const value = fieldOf(name, text, timestampFormat, zone);
      if (value instanceof Failure) return value;
      setField(fields, name, value);
    }
    return fields;
  }
  return new Failure(`failed parsing ${kind === null ? '' : `${kind} `}log line`);
}

function fieldOf(name: string, text: string, format: string, zone: Bytes): Value | Failure {
  if (name === 'timestamp') {
    const time = readTime(text, format, vrlZone(textOf(zone)) ?? utcZone);
    return typeof time === 'string'
      ? new Failure(`failed parsing timestamp ${text} using format ${format}: ${time}`)
      : time;
  }
  const isInteger = integers.has(name);
  if (!isInteger && !floats.has(name)) return text;
  const number = isInteger ? readInteger(text, 10) : readFloat(text);
  return typeof number === 'string' || number instanceof Failure
    ? new Failure(`failed parsing ${name}`)
    : number;
}
