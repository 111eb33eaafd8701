import { rawNumber } from '../raw-json.ts';
import type { Event } from '../transform/model.ts';
import type { JsonTarget } from './transcode/message-codec.ts';

/** Writes an event as JSON, with every integer exact and the sign of -0. */
export function writeEvent(event: Event, target: JsonTarget): void {
  const text = JSON.stringify(event, exactNumbers);
  target.reserve(Buffer.byteLength(text));
  target.position += target.buffer.write(text, target.position);
}

function exactNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawNumber(value.toString());
  return Object.is(value, -0) ? rawNumber('-0') : value;
}
