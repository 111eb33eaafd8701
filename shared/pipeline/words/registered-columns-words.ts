import type { RegisteredColumnsShape } from '../components/registered-columns-shape.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of `schemaRegistry` of a sink. */
export const registeredColumnsWords: WordsOf<RegisteredColumnsShape> = {
  subject: {
    meaning:
      "The columns are those of a schema that the source's registry has, which is asked where the pipeline is checked and built, not where it runs. See [parquet.md](parquet.md).",
    defaultText: "`TOPIC-value` of the source's topic",
  },
  version: {
    meaning: 'Of the subject. `latest` is that of the moment of the build, which tells its number.',
  },
  id: {
    meaning: "The schema's id in place of subject and version. Required for Glue.",
    defaultText: 'none',
  },
  messageType: {
    meaning: 'The message, for protobuf.',
    defaultText: "the schema's first",
  },
};
