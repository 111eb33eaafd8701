import type { Framing } from '../../encode/framing.ts';
import type { ByteTarget } from '../../encode/byte-target.ts';
import type { Chunk, RecordCursor } from '../../record.ts';
import type { Destination } from '../destination.ts';
import type { Epoch } from '../epoch.ts';
import type { EpochOutput } from '../epoch-output.ts';
import type { RecordFrame } from './program.ts';

export interface ByteBranchParts {
  readonly sink: string;
  /** Index of the sink among the outputs of an epoch. */
  readonly output: number;
  readonly destination: Destination;
  /** The records that follow are of this chunk. */
  readonly begin: (chunk: Chunk) => void;
  /** Writes the event of the record under the cursor, whose value was just scanned. */
  readonly write: (cursor: RecordCursor, target: ByteTarget) => void;
}

/** A way from a source to a sink on which nobody looks into the value: its bytes are copied, metadata is added. */
export class ByteBranch {
  readonly #parts: ByteBranchParts;
  readonly #write: ByteBranchParts['write'];
  readonly #framing: Framing;
  readonly #hasBetween: boolean;
  #output!: EpochOutput;

  constructor(parts: ByteBranchParts) {
    this.#parts = parts;
    this.#write = parts.write;
    this.#framing = parts.destination.framing;
    this.#hasBetween = this.#framing.between.length > 0;
  }

  bind(epoch: Epoch, chunk: Chunk): void {
    this.#output = epoch.outputs[this.#parts.output] as EpochOutput;
    this.#parts.begin(chunk);
  }

  run(frame: RecordFrame): void {
    const { timestampMs } = frame;
    const output = this.#output;
    const object = output.atTime(timestampMs);
    if (object === null) {
      const { sink, destination } = this.#parts;
      const reason = destination.template.reason(timestampMs, null);
      frame.reject('sink', sink, 'KEY_NOT_RENDERABLE', reason);
      return;
    }
    if (this.#hasBetween && object.events > 0) object.append(this.#framing.between);
    this.#write(frame.cursor, object);
    object.append(this.#framing.after);
    output.wrote(object, timestampMs);
  }
}
