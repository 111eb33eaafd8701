import { randomBytes } from 'node:crypto';
import { eventEncoderOf } from '../../encode/encode-event.ts';
import { restoreExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { EncodedEvent } from '../../encode/json/stringify.ts';
import { SluiceError } from '../../errors.ts';
import type { FileModel } from '../../pipeline/model.ts';
import { OpenFiles } from '../../sink/file/open-files.ts';
import { parsePathTemplate, pathFault } from '../../sink/file/path-template.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Event } from '../../transform/model.ts';
import { eventTime } from '../program/event-time.ts';
import type { EventFrame } from '../program/program.ts';
import { takenBy } from '../program/taken-by.ts';
import { shapedEncoder } from '../program/shaped-encoder.ts';
import type { OutletWriter } from './outlet-writer.ts';
import { Healing } from './healing.ts';

export interface FileOutletOptions {
  readonly name: string;
  readonly outlet: FileModel;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A `file` of a pipeline: all sources write into the same files. */
export interface FileOutlet {
  /** @param timeField the field with the record's time; null: there is none */
  readonly writerOf: (timeField: string | null) => OutletWriter;
  /**
   * Resolves when all that was written so far is on the disk; false where the signal was aborted before. It goes on trying
   * for as long as that can heal.
   * @throws {SluiceError} FILE_UNWRITABLE
   */
  readonly stored: (signal: AbortSignal) => Promise<boolean>;
  /** Resolves when files can be written, so that no more is taken than they can. @throws {SluiceError} as `stored` */
  readonly room: (signal: AbortSignal) => Promise<void>;
  readonly tick: () => void;
  readonly close: () => void;
}

/**
 * What a `file` gets goes into files, at least once: an offset is committed when the events before it are on the disk,
 * and whatever is done again is written again.
 */
export function createFileOutlet({ name, outlet, emit, clock }: FileOutletOptions): FileOutlet {
  const files = new OpenFiles({
    compression: outlet.compression,
    root: outlet.root === null ? null : outlet.into + outlet.root,
    idleMs: outlet.idleTimeoutSecs * 1000,
    clock,
    asideName: (path) => asideName(path, clock()),
    onSetAside: (path, aside) => emit({ name: 'file_set_aside', sink: name, path, aside }),
  });
  const healing = new Healing(name, () => files.sync(), emit);
  return {
    writerOf: (timeField) => fileWriter({ name, outlet, emit, clock }, files, timeField),
    stored: (signal) => healing.wait(signal),
    room: async (signal) => {
      if (files.isFailing) await healing.wait(signal);
    },
    tick: () => files.tick(),
    close: () => files.close(),
  };
}

function fileWriter(
  { name, outlet, emit }: FileOutletOptions,
  files: OpenFiles,
  timeField: string | null,
): OutletWriter {
  const parsed = parsePathTemplate(outlet.path, outlet.timezone);
  if (!parsed.ok) throw new SluiceError('CONFIG_INVALID', `path: ${parsed.faults.join('; ')}`);
  const { render, hasFields } = parsed.template;
  const { into } = outlet;
  // it gives what it was given
  const lineOf = shapedEncoder(
    outlet,
    eventEncoderOf(outlet.codec === 'text' ? 'text' : 'ndjson'),
    timeField,
  ) as (event: Event) => EncodedEvent;
  const timeOf = outlet.timeField === null ? null : eventTime(outlet.timeField);
  let events = 0;
  let known = '';
  const pathOf = (event: Event, frame: EventFrame): string | null => {
    const timestampMs = timeOf === null ? frame.timestampMs : timeOf(event);
    if (timestampMs === null) {
      const reason = `timeField '${outlet.timeField}' holds no time`;
      frame.reject('sink', name, 'KEY_NOT_RENDERABLE', reason);
      return null;
    }
    const rendered = render(timestampMs, event);
    const fault = 'fault' in rendered ? rendered.fault : faultOf(rendered.path);
    if (fault !== null || 'fault' in rendered) {
      frame.reject('sink', name, 'KEY_NOT_RENDERABLE', fault ?? '');
      return null;
    }
    return into + rendered.path;
  };
  /** Most paths are the one before. */
  const faultOf = (path: string): string | null => {
    if (path === known || !hasFields) return null;
    const fault = pathFault(path);
    if (fault === null) known = path;
    return fault;
  };
  const takes = takenBy({
    ...outlet,
    encoding: { codec: outlet.codec === 'text' ? 'text' : 'ndjson' },
  });
  /** The bytes of an event that is no object; null where it has to be encoded as one. */
  const bytesOf = (
    event: Event,
    { onBytes }: EventFrame,
  ): Buffer | { readonly fault: string } | null => {
    if (onBytes === null) return null;
    if (takes === 'message') {
      const { encodedText } = onBytes;
      return encodedText !== null && event['message'] === encodedText
        ? onBytes.encoded.written()
        : null;
    }
    if (event !== onBytes.event) return null;
    return onBytes.encode() ?? onBytes.encoded.written();
  };
  return {
    takes,
    write: (event, frame) => {
      if (frame.several !== null && !frame.several.isMeant) return;
      if (frame.exactNumbers !== null) restoreExactNumbers(frame.exactNumbers, event);
      const path = pathOf(event, frame);
      if (path === null) return;
      const encoded = bytesOf(event, frame) ?? lineOf(event);
      if ('fault' in encoded) {
        frame.reject('sink', name, 'NOT_ENCODABLE', encoded.fault);
        return;
      }
      const appended = files.append(path, 'text' in encoded ? encoded.text : encoded);
      if (appended !== null) {
        frame.reject('sink', name, 'KEY_NOT_RENDERABLE', appended.refused);
        return;
      }
      frame.epoch.countDropped(name, 'file');
      events += 1;
    },
    flush: () => {
      files.settle();
      if (events === 0) return;
      emit({ name: 'events_shown', sink: name, events, total: null });
      events = 0;
    },
  };
}

/** Another process may set a file aside in the same millisecond: neither may take the place of the other's. */
function asideName(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  return `${path}.torn-${time}-${randomBytes(4).toString('hex')}`;
}
