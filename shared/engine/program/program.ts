import type { Decoder } from '../../decode/decoder.ts';
import type { ExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { KafkaSourceModel } from '../../pipeline/model.ts';
import type {
  Chunk,
  RecordCursor,
  RejectionCode,
  Rejection,
  TopicPartition,
} from '../../record.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Epoch } from '../epoch.ts';
import type { Redo } from '../redo.ts';
import type { OutletWriter } from '../outlets/outlet-writer.ts';
import type { ByteBranch } from './byte-branch.ts';
import type { EventOnBytes } from './event-on-bytes/event-on-bytes.ts';
import type { ObjectBranches } from './object-branches.ts';
import type { RegistryDecoder } from './registry-decoding.ts';
import type { Rejections } from './rejections.ts';
import type { SchemaNeeds } from './schema-needs.ts';
import type { SeveralEvents } from './several-events.ts';

export interface ProgramParts {
  readonly source: string;
  readonly model: KafkaSourceModel;
  readonly decoder: Decoder;
  /** The decoder again, where values name a schema that a registry has. */
  readonly registry: RegistryDecoder | null;
  readonly byteBranches: readonly ByteBranch[];
  /** Null: no branch needs an object. */
  readonly objectBranches: ObjectBranches | null;
  readonly outlets: readonly OutletWriter[];
  readonly rejections: Rejections;
  readonly emit: Emit;
}

/** What the steps see beside the event under way. */
export interface EventFrame {
  readonly epoch: Epoch;
  /** Time that decides the prefix: the record's, or that of the epoch where the record has none. */
  readonly timestampMs: number;
  /** Numbers of the event as they were written, where some would change; put back before it is encoded. */
  exactNumbers: ExactNumbers | null;
  /** Null: the event is an object. */
  onBytes: EventOnBytes | null;
  /** Null: the record has given one event so far. */
  several: SeveralEvents | null;
  /** Whether the event was made of several records. */
  readonly isOfSeveral?: true;
  readonly reject: (
    stage: Rejection['stage'],
    component: string,
    code: RejectionCode,
    reason: string,
  ) => void;
  readonly dropped: (component: string) => void;
}

/** What the branches of a program see of the record under way. */
export interface RecordFrame extends EventFrame {
  readonly rejections: Rejections;
  readonly chunk: Chunk;
  readonly cursor: RecordCursor;
}

/**
 * A source's whole way from record to encoded bytes, put together once: the value is checked once, branches that do
 * not look into it copy its bytes, and an object is built only if some branch asks for one.
 */
export class Program implements RecordFrame {
  epoch!: Epoch;
  chunk!: Chunk;
  cursor!: RecordCursor;
  timestampMs = 0;
  exactNumbers: ExactNumbers | null = null;
  onBytes: EventOnBytes | null = null;
  several: SeveralEvents | null = null;
  readonly rejections: Rejections;
  readonly #parts: ProgramParts;
  readonly #maxRecordBytes: number;
  readonly #decoder: Decoder;
  readonly #registry: RegistryDecoder | null;
  readonly #byteBranches: readonly ByteBranch[];
  readonly #objectBranches: ObjectBranches | null;
  /** Of the epoch, before the record under way. */
  #written = 0;

  constructor(parts: ProgramParts) {
    this.#parts = parts;
    this.rejections = parts.rejections;
    this.#maxRecordBytes = parts.model.maxRecordBytes;
    this.#decoder = parts.decoder;
    this.#registry = parts.registry;
    this.#byteBranches = parts.byteBranches;
    this.#objectBranches = parts.objectBranches;
  }

  /** The schemas that the records of a chunk need and nobody has yet; null: none. */
  needs(chunk: Chunk, redo: Redo | null): SchemaNeeds | null {
    return this.#registry === null ? null : this.#registry.needs(chunk, redo);
  }

  /** The records that follow are of this chunk and go into this epoch. */
  bind(epoch: Epoch, chunk: Chunk): void {
    this.epoch = epoch;
    this.chunk = chunk;
    this.several = null;
    for (const branch of this.#byteBranches) branch.bind(epoch, chunk);
    this.#objectBranches?.bind(epoch);
  }

  /** @throws {SluiceError} RECORD_REJECTED where a bad record stops the pipeline */
  run(cursor: RecordCursor): void {
    this.cursor = cursor;
    this.#written = this.epoch.written;
    const { valueStart, valueEnd, timestampMs } = cursor;
    this.timestampMs = timestampMs < 0 ? this.epoch.openedAtMs : timestampMs;
    if (valueStart < 0) {
      this.#tombstone();
      return;
    }
    if (valueEnd - valueStart > this.#maxRecordBytes) {
      this.#tooLarge(valueEnd - valueStart);
      return;
    }
    const decoder = this.#decoder;
    if (this.#registry !== null) this.#registry.open(cursor, this.epoch);
    if (!decoder.scan(cursor.bytes, valueStart, valueEnd)) {
      this.reject('decode', this.#parts.source, decoder.failure, decoder.describeFailure());
      return;
    }
    // what stays on bytes is one event
    if (cursor.events === undefined) {
      for (const branch of this.#byteBranches) branch.run(this);
    }
    this.#objectBranches?.run(decoder, this);
    if (this.several !== null) this.#settle(this.several);
  }

  /** Ends what is gathered for an epoch that gets no more records: all that it was made of is in its objects then. */
  finish(epoch: Epoch): void {
    this.#objectBranches?.finish(this, epoch);
  }

  /** Whether the record at which it stopped has left something already: of several events, or in another sink. */
  get isHalfDone(): boolean {
    return this.epoch.written !== this.#written;
  }

  readonly reject = (
    stage: Rejection['stage'],
    component: string,
    code: RejectionCode,
    reason: string,
  ): void => {
    const rejection = { stage, component, code, reason };
    if (this.several === null) this.#rejectNow(rejection);
    else this.several.reject(rejection);
  };

  readonly dropped = (component: string): void => {
    if (this.several !== null && !this.several.isMeant) return;
    this.rejections.left(this.epoch, component, 'filter');
  };

  /** Tells what was counted since the last call: once a chunk. */
  report(at: TopicPartition): void {
    for (const outlet of this.#parts.outlets) outlet.flush();
    this.#objectBranches?.report(this.#parts.emit);
    this.rejections.report(at);
  }

  #rejectNow(rejection: Rejection): void {
    const { chunk, cursor } = this;
    const offset = chunk.start + BigInt(cursor.offsetDelta);
    this.rejections.reject(this.epoch, chunk, offset, cursor, rejection);
  }

  /** All events of the record have gone their ways. */
  #settle(several: SeveralEvents): void {
    for (const rejection of several.rejections(this.#parts.source)) this.#rejectNow(rejection);
    this.several = null;
  }

  #tombstone(): void {
    if (this.#parts.model.tombstones === 'drop') {
      this.rejections.left(this.epoch, this.#parts.source, 'tombstone');
    } else this.reject('source', this.#parts.source, 'TOMBSTONE', 'the value is null');
  }

  #tooLarge(bytes: number): void {
    const reason = `the value has ${bytes} bytes; maxRecordBytes allows ${this.#maxRecordBytes}`;
    this.reject('source', this.#parts.source, 'RECORD_TOO_LARGE', reason);
  }
}
