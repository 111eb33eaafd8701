import type { CsvShape } from '../components/decode-csv.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `csv`. */
export const csvWords: WordsOf<CsvShape> = {
  columns: { meaning: 'The names of the columns, in their order. Required for codec `csv`.' },
  types: {
    meaning:
      'What columns hold that are no text: `number` keeps all its digits, `boolean` is `true` or `false`.',
    defaultText: '`string` for all',
  },
  delimiter: { meaning: 'The character between columns.' },
  quote: { meaning: 'The character around a column, in which it stands twice.' },
  emptyAsNull: { meaning: 'Nothing between two delimiters is null; `""` is empty text.' },
};
