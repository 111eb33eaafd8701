import type { BlackholeModel, ConsoleModel } from '../../pipeline/model.ts';
import type { Event } from '../../transform/model.ts';
import type { Emit } from '../../telemetry/events.ts';
import { eventEncoderOf } from '../../encode/encode-event.ts';
import type { EncodedEvent } from '../../encode/json/stringify.ts';
import { prettyJson } from '../../encode/json/pretty.ts';
import { restoreExactNumbers } from '../../encode/json/exact-numbers.ts';
import { shapedEncoder } from '../program/shaped-encoder.ts';
import type { EventFrame } from '../program/program.ts';
import type { TakenBytes } from '../program/taken-by.ts';

/** Where lines go that people look at. */
export type WriteLines = (target: 'stdout' | 'stderr', lines: string) => void;

/** A sink that keeps nothing of its own: it shows events, counts them, or writes them into files. */
export interface OutletWriter {
  /** What it copies of an event on bytes: nothing, where it looks at every field itself. */
  readonly takes: TakenBytes;
  readonly write: (event: Event, frame: EventFrame) => void;
  /** The chunk is at its end: what was written is shown, before anything of it can be committed. A file has until then. */
  readonly flush: () => void;
}

export interface OutletOptions {
  readonly name: string;
  readonly outlet: ConsoleModel | BlackholeModel;
  /** The field with the record's time; null: there is none. */
  readonly timeField: string | null;
  readonly writeLines: WriteLines;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Lines that are gathered before they are shown; a chunk may make more than its own length of them. */
const mostLines = 256 * 1024;

/**
 * What a `console` or a `blackhole` gets, as it comes out of the transforms: at least once, as whatever is done again is
 * shown again. In the epoch's record its events count as ones that were left out on purpose.
 */
export function createOutletWriter({
  name,
  outlet,
  timeField,
  writeLines,
  emit,
  clock,
}: OutletOptions): OutletWriter {
  const lineOf = outlet.type === 'console' ? encoderOf(outlet, timeField) : null;
  const target = outlet.type === 'console' ? outlet.target : 'stdout';
  const intervalMs = outlet.type === 'blackhole' ? outlet.printIntervalSecs * 1000 : 0;
  let lines = '';
  let events = 0;
  let total = 0;
  let toldAtMs = clock();
  const show = (): void => {
    if (lines !== '') writeLines(target, lines);
    lines = '';
  };
  return {
    takes: 'nothing',
    write: (event, frame) => {
      if (frame.several !== null && !frame.several.isMeant) return;
      if (lineOf !== null) {
        if (frame.exactNumbers !== null) restoreExactNumbers(frame.exactNumbers, event);
        const encoded = lineOf(event);
        if ('fault' in encoded) {
          frame.reject('sink', name, 'NOT_ENCODABLE', encoded.fault);
          return;
        }
        lines += `${encoded.text}\n`;
        if (lines.length > mostLines) show();
      }
      frame.epoch.countDropped(name, outlet.type);
      events += 1;
    },
    flush: () => {
      show();
      if (events === 0) return;
      total += events;
      const tells = intervalMs > 0 && clock() - toldAtMs >= intervalMs;
      if (tells) toldAtMs = clock();
      emit({ name: 'events_shown', sink: name, events, total: tells ? total : null });
      events = 0;
    },
  };
}

function encoderOf(outlet: ConsoleModel, timeField: string | null): (event: Event) => EncodedEvent {
  const plain = eventEncoderOf(outlet.codec === 'text' ? 'text' : 'ndjson');
  const encode = (event: Event): EncodedEvent => {
    const encoded = plain(event);
    return outlet.pretty && 'text' in encoded ? { text: prettyJson(encoded.text) } : encoded;
  };
  // it gives what it was given
  return shapedEncoder(outlet, encode, timeField) as (event: Event) => EncodedEvent;
}
