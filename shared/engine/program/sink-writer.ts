import { restoreExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { EncodedEvent } from '../../encode/json/stringify.ts';
import { copyBytes } from '../../encode/copy-bytes.ts';
import type { Framing } from '../../encode/framing.ts';
import type { Event } from '../../transform/model.ts';
import type { Destination } from '../destination.ts';
import type { Epoch } from '../epoch.ts';
import type { EpochOutput } from '../epoch-output.ts';
import type { OpenObject } from '../open-object.ts';
import type { EventOnBytes } from './event-on-bytes/event-on-bytes.ts';
import type { EventFrame } from './program.ts';
import type { TakenBytes } from './taken-by.ts';

/** Makes the text or the bytes of an event, which are valid until the next one. */
export type SinkEncode = (event: Event) => EncodedEvent | { readonly bytes: Buffer };

export interface SinkWriterParts {
  readonly name: string;
  /** Index of the sink among the outputs of an epoch. */
  readonly output: number;
  readonly destination: Destination;
  readonly encode: SinkEncode;
  /** What it copies of an event on bytes: nothing, where it looks at every field itself. */
  readonly takes: TakenBytes;
  /** Milliseconds from the field that decides the prefix; null where it holds no time. Null: the record's time. */
  readonly timeOf: ((event: Event) => number | null) | null;
  readonly timeField: string | null;
}

/** Writes events that are objects into the open objects of a sink. */
export class SinkWriter {
  readonly #parts: SinkWriterParts;
  readonly #encode: SinkEncode;
  readonly #framing: Framing;
  readonly #onTimeAlone: boolean;
  #output!: EpochOutput;

  constructor(parts: SinkWriterParts) {
    this.#parts = parts;
    this.#encode = parts.encode;
    this.#framing = parts.destination.framing;
    this.#onTimeAlone = parts.destination.template.fields.length === 0;
  }

  bind(epoch: Epoch): void {
    this.#output = epoch.outputs[this.#parts.output] as EpochOutput;
  }

  write(event: Event, frame: EventFrame): void {
    const { onBytes, several } = frame;
    if (several !== null && !several.isMeant) return;
    const { takes } = this.#parts;
    if (onBytes === null) this.#writeText(event, frame);
    else if (takes === 'message' && isEncoded(event, onBytes)) {
      this.#writeBytes(onBytes, event, frame);
    } else if (takes === 'event' && event === onBytes.event) {
      const fault = onBytes.encode();
      if (fault === null) this.#writeBytes(onBytes, event, frame);
      else this.#reject(frame, fault.fault);
    } else this.#writeText(event, frame);
  }

  #writeBytes({ encoded }: EventOnBytes, event: Event, frame: EventFrame): void {
    const object = this.#objectFor(event, frame);
    if (object === null) return;
    const { position, buffer } = encoded;
    if (object.events > 0) object.append(this.#framing.between);
    object.reserve(position);
    object.position = copyBytes(buffer, 0, position, object.buffer, object.position);
    object.append(this.#framing.after);
    this.#output.wrote(object, frame.timestampMs);
  }

  #writeText(event: Event, frame: EventFrame): void {
    if (frame.exactNumbers !== null) restoreExactNumbers(frame.exactNumbers, event);
    const encoded = this.#encode(event);
    if ('fault' in encoded) {
      this.#reject(frame, encoded.fault);
      return;
    }
    const object = this.#objectFor(event, frame);
    if (object === null) return;
    if (object.events > 0) object.append(this.#framing.between);
    if ('bytes' in encoded) object.append(encoded.bytes);
    else appendText(object, encoded.text);
    object.append(this.#framing.after);
    this.#output.wrote(object, frame.timestampMs);
  }

  #reject(frame: EventFrame, fault: string): void {
    frame.reject('sink', this.#parts.name, 'NOT_ENCODABLE', fault);
  }

  #objectFor(event: Event, frame: EventFrame): OpenObject | null {
    const { name, timeOf, timeField, destination } = this.#parts;
    let { timestampMs } = frame;
    if (timeOf !== null) {
      const time = timeOf(event);
      if (time === null) {
        frame.reject('sink', name, 'KEY_NOT_RENDERABLE', `timeField '${timeField}' holds no time`);
        return null;
      }
      timestampMs = time;
    }
    if (this.#onTimeAlone) {
      const object = this.#output.atTime(timestampMs);
      if (object !== null) return object;
    }
    const prefix = destination.template.render(timestampMs, event);
    if (prefix !== null) return this.#output.atPrefix(prefix);
    const reason = destination.template.reason(timestampMs, event);
    frame.reject('sink', name, 'KEY_NOT_RENDERABLE', reason);
    return null;
  }
}

/** Whether its message is the text of the bytes that were encoded last. */
function isEncoded(event: Event, { encodedEvent, encodedText }: EventOnBytes): boolean {
  return event === encodedEvent || (encodedText !== null && event['message'] === encodedText);
}

function appendText(object: OpenObject, text: string): void {
  // UTF-8 takes at most three bytes for a UTF-16 unit; exact only where it matters
  object.reserve(text.length < 65_536 ? text.length * 3 : Buffer.byteLength(text));
  object.position += object.buffer.write(text, object.position, 'utf8');
}
