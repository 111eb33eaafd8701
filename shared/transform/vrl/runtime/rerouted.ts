import { type Event, Rerouted } from '../../model.ts';
import { readField, writeField } from './event.ts';
import type { Stop } from './stop.ts';
import { isObject, type VrlObject } from './value.ts';

/** An event for the output `dropped`: as it was, with what Vector says of it under `metadata`. */
export function rerouted(event: Event, { kind, message }: Stop, component: string): Rerouted {
  const before = readField(event, 'metadata', { timestampField: null });
  const metadata: VrlObject = before !== undefined && isObject(before) ? { ...before } : {};
  metadata['dropped'] = {
    component_id: component,
    component_kind: 'transform',
    component_type: 'remap',
    message: message ?? (kind === 'abort' ? 'aborted' : 'an error'),
    reason: kind,
  };
  writeField(event, 'metadata', metadata);
  return new Rerouted(event);
}
