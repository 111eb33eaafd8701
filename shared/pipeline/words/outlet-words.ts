import type { BlackholeShape, ConsoleShape } from '../components/outlet-options.ts';
import type { FileShape } from '../components/file-outlet-options.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of a `console`. */
export const consoleWords: WordsOf<ConsoleShape> = {
  target: {
    meaning: 'Where events are shown. Log lines go to `stdout`, too.',
    vector: 'target',
  },
  encoding: {
    codec: {
      meaning: 'Lines of JSON, or of the field `message`.',
      vector: 'encoding.codec',
    },
    pretty: { meaning: 'JSON over several lines.', vector: 'encoding.json.pretty' },
    onlyFields: {
      meaning: 'The fields that are shown, in this order.',
      defaultText: 'all',
      vector: 'encoding.only_fields',
    },
    exceptFields: {
      meaning: 'Fields that are not shown.',
      defaultText: 'none',
      vector: 'encoding.except_fields',
    },
    timestampFormat: {
      meaning:
        "How times are written: `rfc3339`, or as a number since 1970. Times are the record's own in its field, dates of TypeScript, and times of VRL's programs.",
      vector: 'encoding.timestamp_format',
    },
  },
};

/** What is said of the options of a `blackhole`. */
export const blackholeWords: WordsOf<BlackholeShape> = {
  printIntervalSecs: {
    meaning:
      'How often the log says how many events it has taken; 0: never. The metric counts them always.',
    vector: 'print_interval_secs',
  },
};

/** What is said of the options of a `file`. */
export const fileWords: WordsOf<FileShape> = {
  path: {
    meaning:
      'The file of an event. A value may hold slashes, and never `.` or `..` as a name. Folders are made.',
    vector: 'path',
  },
  baseDir: {
    meaning: 'The folder that events cannot leave. A relative `path` lies in it.',
    defaultText: 'the literal folder of `path`',
    vector: 'base_dir',
  },
  timezone: {
    meaning: 'IANA time zone that strftime is rendered in.',
    vector: 'timezone (local)',
  },
  timeField: {
    meaning: 'Field of the event whose time decides the path.',
    defaultText: "the record's time",
  },
  encoding: {
    codec: {
      meaning: 'Lines of JSON, or of the field `message`.',
      vector: 'encoding.codec',
    },
    onlyFields: {
      meaning: 'The fields that are written; the path is made of the whole event.',
      defaultText: 'all',
      vector: 'encoding.only_fields',
    },
    exceptFields: {
      meaning: 'Fields that are not written.',
      defaultText: 'none',
      vector: 'encoding.except_fields',
    },
    timestampFormat: {
      meaning: 'How times are written, as of `console`.',
      vector: 'encoding.timestamp_format',
    },
  },
  compression: {
    algorithm: {
      meaning:
        'May be written as the value of `compression` itself. A file is members, or frames, one after the other; its name stays as `path` says.',
      vector: 'compression',
    },
    level: {
      meaning: 'gzip 1 to 9, zstd 1 to 19.',
      defaultText: '6 for gzip, 1 for zstd',
    },
  },
  idleTimeoutSecs: {
    meaning: 'After so long without events a file is closed.',
    vector: 'idle_timeout_secs',
  },
};
