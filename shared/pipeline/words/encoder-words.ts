import type { AvroFileShape } from '../components/encode-avro.ts';
import type { CsvFileShape } from '../components/encode-csv.ts';
import { parquetWords } from './parquet-words.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `avro` of a sink. */
export const avroFileWords: WordsOf<AvroFileShape> = {
  schema: {
    meaning: 'The columns, as for `parquet`; their names have letters, digits and `_` alone.',
    defaultText: 'columns that hold the events of each object',
    vector: 'encoding.avro.schema (required)',
  },
  onTypeConflict: parquetWords.onTypeConflict,
  unknownFields: parquetWords.unknownFields,
  compression: { meaning: 'Of the blocks within a file.' },
};

/** What is said of the options of the codec `csv` of a sink. */
export const csvFileWords: WordsOf<CsvFileShape> = {
  fields: {
    meaning:
      'The fields that are columns, in their order: names, or paths like `place.lat`. Required for codec `csv`.',
    vector: 'encoding.csv.fields',
  },
  delimiter: { meaning: 'The character between columns.', vector: 'encoding.csv.delimiter' },
  quote: {
    meaning:
      'The character around text that holds a delimiter, a quote or a line break, in which it stands twice.',
    vector: 'encoding.csv.quote',
  },
  header: { meaning: 'Every object begins with a row of the names.' },
};
