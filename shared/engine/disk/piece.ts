/** A finished piece of an object (one compressed frame, or plain bytes), with where it lies in the journal. */
export interface Piece {
  readonly object: number;
  /** Known once it is made. */
  length: number;
  /** Of its frame in the file; -1 while it is not written. */
  position: number;
  checksum: number;
  /** Its bytes while they are not on the disk, or can't be; null before they are made, and once they are written. */
  bytes: Uint8Array | null;
}
