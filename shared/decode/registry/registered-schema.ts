import type { MessagesModel } from '../../pipeline/messages.ts';

/** A schema as a registry gives it. */
export interface RawSchema {
  readonly type: 'AVRO' | 'JSON' | 'PROTOBUF';
  readonly text: string;
  /** What it refers to, and what that refers to, each under the name by which it is referred to. */
  readonly references: readonly NamedSchema[];
}

export interface NamedSchema {
  readonly name: string;
  readonly text: string;
}

/** One kind of value, compiled. */
export type RegisteredMessage = Pick<MessagesModel, 'createCodec' | 'failure' | 'fields'>;

/** A schema that values can be decoded with. */
export type RegisteredSchema =
  | {
      readonly format: 'json';
      /** Why a value is not as the schema says; null: it is. Null as a whole: nobody asks. */
      readonly faultOf: ((value: unknown) => string | null) | null;
    }
  | {
      readonly format: 'protobuf';
      /** The message at a path of indexes, each within the one before; null: there is none. */
      readonly byPath: (indexes: readonly number[]) => RegisteredMessage | null;
      /** The message at a place in the list of all full names of the file in order; null: there is none. */
      readonly byRank: (rank: number) => RegisteredMessage | null;
    }
  | { readonly format: 'avro'; readonly message: RegisteredMessage };

/** What is known for good of an id: what it names does not change. */
export type KnownSchema =
  | { readonly state: 'usable'; readonly schema: RegisteredSchema }
  /** It is of another type than the pipeline says, or does not compile. */
  | { readonly state: 'unusable'; readonly reason: string };

/** Asks a registry. */
export interface RegistryClient {
  /**
   * Null: the registry answers, and has no such schema. A text: there is one, which can never be used, and why.
   * @throws {SluiceError} REGISTRY_*
   */
  readonly get: (id: string, signal: AbortSignal) => Promise<RawSchema | string | null>;
  /** Whether it answers, and takes our credentials. @throws {SluiceError} REGISTRY_* */
  readonly check: (signal: AbortSignal) => Promise<void>;
}
