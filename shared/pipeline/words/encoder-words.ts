import type { AvroFileShape } from '../components/encode-avro.ts';
import type { CsvFileShape } from '../components/encode-csv.ts';
import type { ProtobufFileShape } from '../components/encode-protobuf.ts';
import { parquetWords } from './parquet-words.ts';
import { protobufWords } from './protobuf-words.ts';
import { registeredColumnsWords } from './registered-columns-words.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `avro` of a sink. */
export const avroFileWords: WordsOf<AvroFileShape> = {
  schema: {
    meaning: 'The columns, as for `parquet`; their names have letters, digits and `_` alone.',
    defaultText: 'columns that hold the events of each object',
    vector: 'encoding.avro.schema (required)',
  },
  schemaRegistry: registeredColumnsWords,
  onTypeConflict: parquetWords.onTypeConflict,
  unknownFields: parquetWords.unknownFields,
  compression: { meaning: 'Of the blocks within a file.' },
};

/** What is said of the options of the codec `protobuf` of a sink. */
export const protobufFileWords: WordsOf<ProtobufFileShape> = {
  descFile: { ...protobufWords.descFile, vector: 'encoding.protobuf.desc_file' },
  protoFiles: protobufWords.protoFiles,
  importPaths: protobufWords.importPaths,
  messageType: {
    meaning: 'The message that an event becomes. Required for codec `protobuf`.',
    vector: 'encoding.protobuf.message_type',
  },
  useJsonNames: {
    meaning:
      'Fields of events are called as protobuf calls them in JSON (`deviceName`), not as the schema does (`device_name`).',
  },
};

/** What is said of the options of the codec `csv` of a sink. */
export const csvFileWords: WordsOf<CsvFileShape> = {
  fields: {
    meaning:
      'The fields that are columns, in their order: names, or paths like `place.lat`. They or `schemaRegistry` are required for codec `csv`.',
    vector: 'encoding.csv.fields',
  },
  schemaRegistry: registeredColumnsWords,
  delimiter: { meaning: 'The character between columns.', vector: 'encoding.csv.delimiter' },
  quote: {
    meaning:
      'The character around text that holds a delimiter, a quote or a line break, in which it stands twice.',
    vector: 'encoding.csv.quote',
  },
  header: { meaning: 'Every object begins with a row of the names.' },
};
