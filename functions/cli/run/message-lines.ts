import type { MessageCodec } from '../../../shared/decode/transcode/message-codec.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import { SluiceError } from '../../../shared/errors.ts';

const newline = 0x0a;

/**
 * Messages that stand behind their lengths, as lines of JSON that people can read.
 * @throws {SluiceError} INTERNAL where one cannot be read: we made them
 */
export function messageLines(bytes: Buffer, codec: MessageCodec): string {
  const target = new GrowableTarget();
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 127) * scale;
      if (byte < 128) break;
    }
    if (!codec.transcode(bytes, at, at + length, target)) {
      throw new SluiceError(
        'INTERNAL',
        `a message that was made cannot be read: ${codec.describeFailure()}`,
      );
    }
    target.reserve(1);
    target.buffer[target.position++] = newline;
    at += length;
  }
  return target.written().toString('utf8');
}
