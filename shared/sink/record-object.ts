import type { OutgoingObject } from './object-store.ts';

/** A JSON object that Sluice keeps for itself (an epoch record, a marker): it is read again, so it is never archived. */
export function recordObject(key: string, body: Buffer): OutgoingObject {
  return {
    key,
    body: [body],
    byteLength: body.length,
    contentType: 'application/json',
    metadata: {},
    kind: 'record',
  };
}
