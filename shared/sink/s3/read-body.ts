import { Readable } from 'node:stream';

/**
 * Collects the body of an answer, and lets go of the connection where it is not read to its end. Null: longer than
 * allowed. The signal that the request was sent with ends it, also where the server has stopped in the middle.
 */
export async function readBody(body: unknown, maxBytes: number): Promise<Buffer | null> {
  if (!(body instanceof Readable)) return Buffer.alloc(0);
  const pieces: Buffer[] = [];
  let length = 0;
  // leaving the loop early destroys the stream, and its connection with it
  for await (const piece of body) {
    if (!(piece instanceof Buffer)) throw new TypeError('a body of bytes came as text');
    length += piece.length;
    if (length > maxBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
