import { codecOf, type ReadMessage, type WriteMessage } from '../../transcode/generated-codec.ts';
import type { MessageCodec } from '../../transcode/message-codec.ts';
import { ExactParser } from './exact-parser.ts';
import type { CodecTables } from './tables.ts';

/** A codec that says of what it was made: what writes messages needs no more. */
export interface ProtobufCodec extends MessageCodec {
  readonly tables: CodecTables;
}

/** The codec of a message type of protobuf. */
export function createCodec(
  tables: CodecTables,
  write: WriteMessage,
  read: ReadMessage,
): ProtobufCodec {
  return { ...codecOf(new ExactParser(tables), write, read, false), tables };
}
