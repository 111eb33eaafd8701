import type { DemoOptions } from '../demo/options.ts';

/** Engines, a topic and a bucket for a check, as the demo makes them. */
export const placeOptions: DemoOptions = {
  events: 0,
  partitions: 3,
  compression: 'none',
  format: 'ndjson',
  decode: 'json',
  pipeline: null,
  keep: false,
  handler: false,
  bisect: false,
  json: false,
};
