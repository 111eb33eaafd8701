import type { CallContext } from '../call-context.ts';
import { uuidText } from '../uuid-text.ts';

export function uuidV4(context: CallContext): string {
  const bytes = new Uint8Array(16);
  const words = new DataView(bytes.buffer);
  for (let offset = 0; offset < 16; offset += 4) words.setUint32(offset, context.random() >>> 0);
  return uuidText(bytes, 4);
}
