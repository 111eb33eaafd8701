import type { FunctionDefinition } from './definition.ts';
import {
  bytes,
  choice,
  describe,
  integer,
  optional,
  required,
  textOrTime,
  timestamp,
} from './describe.ts';

const units = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'];
const zone = optional('timezone', bytes, 'The name of a time zone; UTC where it is left out.');

/** Functions on time. */
export const timestampFunctions: readonly FunctionDefinition[] = describe('Timestamp', [
  {
    name: 'now',
    summary: 'When the epoch was opened that the record is in, so that it repeats.',
    parameters: [],
    returns: timestamp,
    fallible: false,
    support: 'epoch',
  },
  {
    name: 'format_timestamp',
    summary: 'Writes a time by a strftime text.',
    parameters: [
      required('value', timestamp, 'The time.'),
      required('format', bytes, 'The strftime text.'),
      zone,
    ],
    returns: bytes,
    fallible: true,
  },
]);

/** Functions that read time. */
export const timeParsers: readonly FunctionDefinition[] = describe('Parse', [
  {
    name: 'parse_timestamp',
    summary: 'Reads a time by a strftime text.',
    parameters: [
      required('value', textOrTime, 'The text.', {
        ofOtherKind: 'unable to convert {word} value to timestamp',
      }),
      required('format', bytes, 'The strftime text.'),
      zone,
    ],
    returns: timestamp,
    fallible: true,
  },
]);

/** Functions between times, codes and numbers. */
export const convertFunctions: readonly FunctionDefinition[] = describe('Convert', [
  {
    name: 'from_unix_timestamp',
    summary: 'The time of a number of seconds (or smaller units) since 1970.',
    parameters: [
      required('value', integer, 'The number.', {
        ofOtherKind: 'unable to coerce {kind} into timestamp',
      }),
      choice('unit', 'What it counts.', units, 'seconds'),
    ],
    returns: timestamp,
    fallible: true,
  },
  {
    name: 'to_unix_timestamp',
    summary: 'The seconds (or smaller units) since 1970, rounded down.',
    parameters: [
      required('value', timestamp, 'The time.'),
      choice('unit', 'What is counted.', units, 'seconds'),
    ],
    returns: integer,
    fallible: false,
    failsAnyway: true,
  },
  {
    name: 'to_syslog_facility',
    summary: 'The name of a facility of syslog.',
    parameters: [required('value', integer, 'Its code.')],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'to_syslog_facility_code',
    summary: 'The code of a facility of syslog.',
    parameters: [required('value', bytes, 'Its name.')],
    returns: integer,
    fallible: true,
  },
  {
    name: 'to_syslog_level',
    summary: 'The name of a severity of syslog.',
    parameters: [required('value', integer, 'Its number.')],
    returns: bytes,
    fallible: true,
  },
  {
    name: 'to_syslog_severity',
    summary: 'The number of a severity of syslog.',
    parameters: [required('value', bytes, 'Its name.')],
    returns: integer,
    fallible: true,
  },
]);
