import type { CallContext } from '../call-context.ts';
import type { Timestamp } from '../timestamp.ts';
import { uuidText } from '../uuid-text.ts';

export function uuidV7(context: CallContext, timestamp: Timestamp | undefined): string {
  const bytes = new Uint8Array(16);
  const words = new DataView(bytes.buffer);
  for (let offset = 4; offset < 16; offset += 4) words.setUint32(offset, context.random() >>> 0);
  const { epochMs } = timestamp ?? context.now;
  words.setUint32(0, Math.floor(epochMs / 65_536) >>> 0);
  words.setUint16(4, ((epochMs % 65_536) + 65_536) % 65_536);
  return uuidText(bytes, 7);
}
