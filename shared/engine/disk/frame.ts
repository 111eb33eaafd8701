import { crc32 } from 'node:zlib';

/** What a journal begins with; another version of the format has another mark. */
export const fileMark: Buffer = Buffer.from('sluice1\n', 'latin1');

/** The kinds of frames, by the byte that stands for them. */
export const frameKinds = { header: 1, piece: 2, checkpoint: 3 } as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/**
 * A frame of a journal:
 *
 *     length of the payload: u32 │ kind: u8 │ number of the object: u32 │ payload │ CRC32: u32     (little endian)
 *
 * The checksum covers the head, the payload, and where in the file the frame lies, so that neither a flipped bit nor
 * a frame in another's place passes for a good one.
 */
export const headBytes = 9;
export const sumBytes = 4;

export interface FrameHead {
  readonly length: number;
  readonly kind: number;
  /** Which of the epoch's objects a piece is of; 0 for other frames. */
  readonly object: number;
}

export function writeHead({ length, kind, object }: FrameHead): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32LE(length, 0);
  head.writeUInt8(kind, 4);
  head.writeUInt32LE(object, 5);
  return head;
}

export function readHead(bytes: Buffer): FrameHead {
  return {
    length: bytes.readUInt32LE(0),
    kind: bytes.readUInt8(4),
    object: bytes.readUInt32LE(5),
  };
}

/** The checksum of what comes before the payload: of the frame at this place in the file. */
export function beginSum(position: number, head: Uint8Array): number {
  const place = Buffer.allocUnsafe(8);
  place.writeBigUInt64LE(BigInt(position));
  return crc32(head, crc32(place));
}

/** @param begun what `beginSum` gave */
export function frameSum(begun: number, payload: Uint8Array): number {
  return crc32(payload, begun);
}

export function writeSum(sum: number): Buffer {
  const bytes = Buffer.allocUnsafe(sumBytes);
  bytes.writeUInt32LE(sum);
  return bytes;
}
