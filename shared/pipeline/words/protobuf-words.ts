import type { ProtobufShape } from '../components/decode-protobuf.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the codec `protobuf`. */
export const protobufWords: WordsOf<ProtobufShape> = {
  descFile: {
    meaning:
      'A compiled descriptor set (`protoc --include_imports --descriptor_set_out=…`). It or `protoFiles` is required for codec `protobuf`; what it holds goes into the bundle.',
    vector: 'decoding.protobuf.desc_file',
  },
  protoFiles: { meaning: 'Files in the language itself, in the place of `descFile`.' },
  importPaths: {
    meaning: 'Where imports of `protoFiles` are looked for first.',
    defaultText: 'beside the files',
  },
  messageType: {
    meaning: 'The message that a value is. Required for codec `protobuf`.',
    vector: 'decoding.protobuf.message_type',
  },
  useJsonNames: {
    meaning:
      'Fields are called as protobuf calls them in JSON (`deviceName`), not as the schema does (`device_name`).',
    vector: 'decoding.protobuf.use_json_names',
  },
  int64: {
    meaning: "64-bit integers as exact numbers, or as text, as protobuf's own JSON has them.",
  },
  enums: { meaning: 'Values of enums by their names or their numbers.' },
  emitDefaults: {
    meaning:
      'Fields that have no presence are written where they hold their default, too: 0, `""`, false, `[]`, `{}`.',
  },
};
