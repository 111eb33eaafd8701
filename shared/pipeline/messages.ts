import type { Column } from '../encode/parquet/column-type.ts';
import type { MessageOptions } from '../decode/protobuf/compile/message-source.ts';
import type { MessageCodec } from '../decode/protobuf/runtime/message-codec.ts';

/** What a pipeline says of the messages that a source's values are. Paths are from the folder of its file. */
export interface MessagesOptions extends MessageOptions {
  /** A compiled descriptor set; null: `protoFiles` are given. */
  readonly descFile: string | null;
  readonly protoFiles: readonly string[];
  readonly importPaths: readonly string[];
}

/** A message type, compiled: its schema is not read again. */
export interface MessagesModel {
  readonly options: MessagesOptions;
  /** Of what was generated: with another schema, or other options, the same bytes may become another event. */
  readonly digest: string;
  /** Every name that a field of the message itself may have in JSON. */
  readonly fields: readonly string[];
  /** That hold what a message becomes; null: they would be too many. */
  readonly columns: readonly Column[] | null;
  readonly createCodec: () => MessageCodec;
}

/** What is wrong with one of the options; null: with all of them together. */
export interface MessagesFault {
  readonly option: keyof MessagesOptions | null;
  readonly message: string;
}

/** Compiles a message type, where a pipeline is checked; in a package, finds what the build has compiled. */
export type FindMessages = (
  options: MessagesOptions,
) => MessagesModel | { readonly faults: readonly MessagesFault[] };
