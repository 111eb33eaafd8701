import type { AvroShape } from '../components/decode-avro.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `avro`. */
export const avroWords: WordsOf<AvroShape> = {
  schema: {
    meaning:
      'The schema, as JSON. It or `schemaFiles` is required for codec `avro`; what it says goes into the bundle.',
    vector: 'decoding.avro.schema',
  },
  schemaFiles: {
    meaning:
      'Files with the schema, and behind it with types that it uses by name. Where `schema` is given, all are such types.',
  },
  stripSchemaIdPrefix: {
    meaning:
      'A value stands behind five bytes, a zero and the id of its schema, which are not looked up: all have this schema.',
    vector: 'decoding.avro.strip_schema_id_prefix',
  },
  int64: { meaning: 'Values of `long` as exact numbers, or as text.' },
};
