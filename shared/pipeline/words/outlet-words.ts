import type { BlackholeShape, ConsoleShape } from '../components/outlet-options.ts';
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
