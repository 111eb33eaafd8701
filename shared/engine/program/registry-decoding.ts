import type { Decoder } from '../../decode/decoder.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import type { ScanFailure } from '../../decode/json/scan-fault.ts';
import { ConfluentFormat } from '../../decode/registry/confluent-format.ts';
import { GlueFormat } from '../../decode/registry/glue-format.ts';
import type {
  RegisteredMessage,
  RegisteredSchema,
} from '../../decode/registry/registered-schema.ts';
import type { Schemas } from '../../decode/registry/schemas.ts';
import { unpackPayload } from '../../decode/registry/unpack-payload.ts';
import type { WireFormat } from '../../decode/registry/wire-format.ts';
import type { SplicePlan } from '../../encode/splice.ts';
import { SluiceError } from '../../errors.ts';
import type { RegistryDecodingModel } from '../../pipeline/model.ts';
import type { Chunk, RecordCursor } from '../../record.ts';
import type { Event } from '../../transform/model.ts';
import type { Epoch } from '../epoch.ts';
import type { Redo } from '../redo.ts';
import type { ByteBranchParts } from './byte-branch.ts';
import { createMessageDecoding } from './message-decoding.ts';
import { neededSchemas, type SchemaNeeds } from './schema-needs.ts';

type Writer = Pick<ByteBranchParts, 'begin' | 'write'>;

export interface RegistryDecodingParts {
  readonly decoding: RegistryDecodingModel;
  readonly schemas: Schemas;
  readonly maxRecordBytes: number;
  /** Of the branches that stay on bytes. */
  readonly plans: readonly SplicePlan[];
  /** Whether some branch asks for objects. */
  readonly asObject: boolean;
  /** See `needKeys`. */
  readonly needsKeys: boolean;
}

/** What decodes the values of one schema, and writes them for each plan. */
interface SchemaDecoding {
  readonly decoder: Decoder;
  readonly writers: readonly Writer['write'][];
}

/**
 * Decodes values that name their schema. What a schema takes is made once, when its first value comes; the schema itself
 * has to be there by then: whoever has a chunk asks `needs` first.
 */
export class RegistryDecoder implements Decoder {
  failure: ScanFailure = 'NO_SCHEMA_ID';
  readonly #parts: RegistryDecodingParts;
  readonly #wire: WireFormat;
  readonly #json: SchemaDecoding | null;
  readonly #made = new WeakMap<object, SchemaDecoding>();
  #current: SchemaDecoding | null = null;
  /** Where the value stands that the last `scan` has accepted. */
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #reason: string | null = null;
  #cursor!: RecordCursor;
  #epoch!: Epoch;

  constructor(parts: RegistryDecodingParts) {
    this.#parts = parts;
    this.#wire = wireFormat(parts.decoding);
    this.#json = parts.decoding.format === 'json' ? this.#jsonDecoding(parts) : null;
  }

  /** The schemas that a chunk needs and that are not there yet; null: it can be taken. */
  needs(chunk: Chunk, redo: Redo | null): SchemaNeeds | null {
    const { maxRecordBytes, schemas } = this.#parts;
    return neededSchemas(chunk, redo, { wire: this.#wire, schemas, maxRecordBytes });
  }

  /** What is scanned next is the value of the record under the cursor, and goes into this epoch. */
  open(cursor: RecordCursor, epoch: Epoch): void {
    this.#cursor = cursor;
    this.#epoch = epoch;
  }

  scan(bytes: Buffer, start: number, end: number): boolean {
    const wire = this.#wire;
    this.#reason = null;
    if (!wire.read(this.#cursor)) return this.#fail('NO_SCHEMA_ID', wire.fault);
    const schema = this.#schemaOf(wire.id);
    if (schema === null) return false;
    this.#bytes = bytes;
    this.#start = wire.payloadStart;
    this.#end = end;
    if (wire.compressed && !this.#unpack(start)) return false;
    this.#current = this.#json ?? this.#messageDecoding(schema);
    if (this.#current === null) return false;
    const { decoder } = this.#current;
    if (!decoder.scan(this.#bytes, this.#start, this.#end)) {
      this.failure = decoder.failure;
      return false;
    }
    return schema.format !== 'json' || schema.faultOf === null || this.#isAllowed(schema.faultOf);
  }

  describeFailure(): string {
    return this.#reason ?? this.#current?.decoder.describeFailure() ?? '';
  }

  get hasInexactNumber(): boolean {
    return this.#current?.decoder.hasInexactNumber ?? false;
  }

  /** Of a value that stands in the record's own bytes. */
  get scanner(): JsonScanner | null {
    const decoder = this.#current?.decoder;
    return decoder instanceof JsonScanner && !this.#wire.compressed ? decoder : null;
  }

  parse(): Event {
    return this.#current?.decoder.parse(this.#bytes, this.#start, this.#end) ?? {};
  }

  /** How a byte branch with one of the plans writes the value of the last `scan`. */
  writerOf(plan: SplicePlan): Writer {
    const index = this.#parts.plans.indexOf(plan);
    return {
      begin: (chunk) => plan.begin(chunk),
      write: (cursor, target) => this.#current?.writers[index]?.(cursor, target),
    };
  }

  /** Null: it is of no use, and why is said. */
  #schemaOf(id: string): RegisteredSchema | null {
    const epoch = this.#epoch;
    const { schemas } = this.#parts;
    // once given up in an epoch, it stays so to its end: whoever does that again has to come to the same
    if (epoch.givenUp.size > 0 && epoch.givenUp.has(id)) return this.#unknown(id);
    const known = schemas.find(id);
    if (known === undefined) {
      if (epoch.maySchemasBeGivenUp && schemas.wasGivenUp(id)) {
        epoch.giveUpSchema(id);
        return this.#unknown(id);
      }
      throw new SluiceError('INTERNAL', `schema ${id} is decoded with before it is there`);
    }
    if (known.state === 'usable') return known.schema;
    this.#fail('SCHEMA_UNUSABLE', `schema ${id} is of no use: ${known.reason}`);
    return null;
  }

  #unknown(id: string): null {
    this.#fail('SCHEMA_UNKNOWN', `the registry had no schema ${id} within the limit`);
    return null;
  }

  #unpack(valueStart: number): boolean {
    const { maxRecordBytes } = this.#parts;
    const unpacked = unpackPayload(this.#bytes, this.#start, this.#end, maxRecordBytes);
    if ('failure' in unpacked) {
      return this.#fail(
        unpacked.failure,
        `${unpacked.reason} (from byte ${this.#start - valueStart})`,
      );
    }
    this.#bytes = unpacked.bytes;
    this.#start = 0;
    this.#end = unpacked.bytes.length;
    return true;
  }

  /** One for all schemas: values are what they are without them. */
  #jsonDecoding({ needsKeys, plans }: RegistryDecodingParts): SchemaDecoding {
    const watched = new Set(plans.flatMap((plan) => plan.watched));
    const scanner = new JsonScanner([...watched], needsKeys);
    const writers = plans.map(
      (plan): Writer['write'] =>
        (cursor, target) =>
          // what was unpacked stands elsewhere than the record
          plan.write(scanner, cursor, target, this.#bytes),
    );
    return { decoder: scanner, writers };
  }

  #messageDecoding(schema: RegisteredSchema): SchemaDecoding | null {
    if (schema.format === 'json') return null;
    const message = schema.format === 'avro' ? schema.message : this.#messageOf(schema);
    if (message === null) return null;
    let made = this.#made.get(message);
    if (made === undefined) {
      const { asObject, plans } = this.#parts;
      const { decoder, writerOf } = createMessageDecoding(message, asObject);
      made = { decoder, writers: plans.map((plan) => writerOf(plan).write) };
      this.#made.set(message, made);
    }
    return made;
  }

  /** Which message of its schema a value is; null: there is no such, and that is said. */
  #messageOf(schema: RegisteredSchema & { readonly format: 'protobuf' }): RegisteredMessage | null {
    const { decoding } = this.#parts;
    try {
      if (decoding.registry.type === 'confluent') {
        const path = this.#wire.messageIndexes;
        const found = schema.byPath(path);
        if (found !== null) return found;
        this.#fail('NO_SCHEMA_ID', `the schema has no message at the indexes ${path.join(', ')}`);
        return null;
      }
      const rank = this.#glueRank();
      const found = rank === null ? null : schema.byRank(rank);
      if (found !== null) return found;
      this.#fail(
        'NO_SCHEMA_ID',
        `the schema has no message of the index ${rank ?? 'that is given'}`,
      );
    } catch (thrown) {
      if (!(thrown instanceof SluiceError)) throw thrown;
      this.#fail('SCHEMA_UNUSABLE', `the message does not compile: ${thrown.message}`);
    }
    return null;
  }

  /** In front of the message, behind what was compressed: a varint. */
  #glueRank(): number | null {
    let rank = 0;
    for (let shift = 0; shift < 35 && this.#start < this.#end; shift += 7) {
      const byte = this.#bytes[this.#start++] as number;
      rank += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return rank;
    }
    return null;
  }

  #isAllowed(faultOf: (value: unknown) => string | null): boolean {
    const text = this.#bytes.toString('utf8', this.#start, this.#end);
    const fault = faultOf(JSON.parse(text));
    return fault === null || this.#fail('NOT_ALLOWED_BY_SCHEMA', fault);
  }

  #fail(failure: ScanFailure, reason: string): false {
    this.failure = failure;
    this.#reason = reason;
    return false;
  }
}

function wireFormat({ format, registry }: RegistryDecodingModel): WireFormat {
  if (registry.type === 'glue') return new GlueFormat();
  return new ConfluentFormat({
    isProtobuf: format === 'protobuf',
    headers: registry.schemaIdLocation === 'dual',
  });
}
