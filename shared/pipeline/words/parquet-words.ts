import type { ParquetShape } from '../components/parquet-shape.ts';
import { registeredColumnsWords } from './registered-columns-words.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `parquet`. */
export const parquetWords: WordsOf<ParquetShape> = {
  schema: {
    meaning:
      "The columns, in their order: `{ device: 'string', at: 'timestamp', tags: 'list<string>' }`. See [parquet.md](parquet.md).",
    defaultText:
      'those of the messages, where sources decode protobuf; otherwise columns that hold the events of each object',
    vector: 'encoding.schema_file, or auto_infer',
  },
  schemaRegistry: registeredColumnsWords,
  addColumns: {
    meaning:
      'Columns beside those of the messages or of `schemaRegistry`, or in place of those of the same name: for what transforms set. As in `schema`, which is then left out.',
    defaultText: 'none',
  },
  onTypeConflict: {
    meaning:
      'What becomes of a value that its column cannot hold: `rest` puts it into the column `_rest` and null in its place, `dead_letter` rejects the event. Needs a schema.',
    defaultText: '`rest`',
  },
  unknownFields: {
    meaning:
      'What becomes of fields that the schema does not have: `rest` puts them into the column `_rest`, `drop` leaves them out. Needs a schema.',
    defaultText: '`rest`',
  },
  compression: {
    meaning: 'Of the pages within a file.',
    vector: 'encoding.compression (snappy)',
  },
  rowGroupBytes: {
    meaning:
      'Events that make a row group, in bytes of their JSON. One is in memory while a file is made.',
  },
  bloomFilterColumns: {
    meaning:
      'Columns with a bloom filter in each row group, by which engines skip those that a value asked for is not in: `device, position.id`. Worth its bytes for what has many values and is asked for by equality.',
    defaultText: 'none',
  },
};
