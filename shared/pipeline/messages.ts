import type { AvroOptions } from '../decode/avro/compile/avro-options.ts';
import type { ScanFailure } from '../decode/json/scan-fault.ts';
import type { Column } from '../encode/columns/column-type.ts';
import type { MessageOptions } from '../decode/protobuf/compile/message-source.ts';
import type { MessageCodec } from '../decode/transcode/message-codec.ts';

/** What a pipeline says of the protobuf messages that a source's values are. Paths are from the folder of its file. */
export interface MessagesOptions extends MessageOptions {
  /** A compiled descriptor set; null: `protoFiles` are given. */
  readonly descFile: string | null;
  readonly protoFiles: readonly string[];
  readonly importPaths: readonly string[];
}

/** The same of Avro. */
export interface AvroMessagesOptions extends AvroOptions {
  /** JSON; null: it is in `schemaFiles`. */
  readonly schema: string | null;
  /** The first holds the schema, the others types that it names. From the folder of the pipeline file. */
  readonly schemaFiles: readonly string[];
}

/** Options of a codec that is generated of a schema. */
export type SchemaOptions = MessagesOptions | AvroMessagesOptions;

export function isAvro(options: SchemaOptions): options is AvroMessagesOptions {
  return 'schemaFiles' in options;
}

/** Values that a codec of their own reads, made of their schema or of the options alone: nothing is read again. */
export interface MessagesModel {
  /** What the pipeline says of them, for people. */
  readonly options: object;
  /** Of what the codec does: with another one, the same bytes may become another event. */
  readonly digest: string;
  /** Every name that a field of the value itself may have in JSON; null: any. */
  readonly fields: readonly string[] | null;
  /** What a value is that the codec refuses. */
  readonly failure: ScanFailure;
  /** That hold what a message becomes; null: they are not known, or would be too many. */
  readonly columns: readonly Column[] | null;
  readonly createCodec: () => MessageCodec;
}

/** What was made of a schema. */
export type CompiledMessages = Omit<MessagesModel, 'failure' | 'options'> & {
  readonly options: SchemaOptions;
};

/** What is wrong with one of the options; null: with all of them together. */
export interface MessagesFault {
  readonly option: keyof MessagesOptions | keyof AvroMessagesOptions | null;
  readonly message: string;
}

/** Compiles a schema, where a pipeline is checked; in a package, finds what the build has compiled. */
export type FindMessages = (
  options: SchemaOptions,
) => CompiledMessages | { readonly faults: readonly MessagesFault[] };
