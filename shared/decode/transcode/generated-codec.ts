import type { Event } from '../../transform/model.ts';
import { writeEvent } from '../write-event.ts';
import type { JsonTarget, MessageCodec } from './message-codec.ts';
import { noRoom, wire } from './wire-state.ts';

/** What generated code is given, by the names that it uses; opaque to all others. */
export type CodecRuntime = Readonly<Record<string, unknown>>;

/** Generated: writes a message as JSON and gives the position behind it. Throws `unusual`, `noRoom`, or a RangeError. */
export type WriteMessage = (
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  depth: number,
  group: number,
) => number;

/** Generated: the event of a message. Throws `unusual`, or a RangeError. */
export type ReadMessage = (
  view: DataView,
  start: number,
  end: number,
  depth: number,
  group: number,
) => Event;

/** What is reserved at first for each byte of a message: names, and digits for bits. */
const ratio = 4;
/** What is reserved beside that: more after each time when it was too little, as names of absent fields may be. */
const firstSpareBytes = 1024;
const maxSpareBytes = 64 * 1024;

/** What decides about a message that generated code threw at. */
export interface ExactReader {
  readonly parse: (bytes: Buffer, start: number, end: number) => Event | null;
  readonly describeFailure: () => string;
}

/**
 * Puts the generated functions before the exact parser. They know messages as all libraries write them; what they throw
 * at, and reading past the end throws as well, is decoded again without haste: whether it is broken is decided there.
 */
export function codecOf(
  exact: ExactReader,
  write: WriteMessage,
  read: ReadMessage,
  givesRawNumbers: boolean,
): MessageCodec {
  let input: Buffer = Buffer.alloc(0);
  let inputView = viewOf(input);
  let output: Buffer = input;
  let outputView = inputView;
  let spareBytes = firstSpareBytes;

  function openInput(bytes: Buffer): void {
    wire.mapTop = 0;
    wire.input = bytes;
    if (bytes === input) return;
    input = bytes;
    inputView = viewOf(bytes);
  }

  function writeExact(bytes: Buffer, start: number, end: number, target: JsonTarget): boolean {
    const event = exact.parse(bytes, start, end);
    if (event === null) return false;
    writeEvent(event, target);
    return true;
  }

  return {
    givesRawNumbers,
    transcode(bytes, start, end, target) {
      openInput(bytes);
      let room = (end - start) * ratio + spareBytes;
      for (;;) {
        target.reserve(room);
        const { buffer, position } = target;
        if (output !== buffer) {
          output = buffer;
          outputView = viewOf(buffer);
        }
        wire.output = buffer;
        wire.limit = buffer.length;
        try {
          target.position = write(inputView, start, end, outputView, position, 0, 0);
          return true;
        } catch (thrown) {
          if (thrown !== noRoom) return writeExact(bytes, start, end, target);
        }
        wire.mapTop = 0;
        room = (buffer.length - position) * 2;
        spareBytes = Math.min(spareBytes * 2, maxSpareBytes);
      }
    },
    parse(bytes, start, end) {
      openInput(bytes);
      try {
        return read(inputView, start, end, 0, 0);
      } catch {
        return exact.parse(bytes, start, end);
      }
    },
    describeFailure: () => exact.describeFailure(),
  };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
