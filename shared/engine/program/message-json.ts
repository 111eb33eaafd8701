import type { MessageCodec } from '../../decode/transcode/message-codec.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import { WatchedMembers } from '../../decode/json/watched-members.ts';
import { GrowableTarget } from '../../encode/byte-target.ts';
import type { ScannedBody } from '../../encode/json/body.ts';

/** The JSON of one message after the other, written straight from its bytes, as it is spliced. */
export class MessageJson extends GrowableTarget implements ScannedBody {
  readonly bodyStart: number = 1;
  bodyEnd = 0;
  readonly hasLineBreak: boolean = false;
  readonly watched: WatchedMembers = new WatchedMembers([]);
  readonly codec: MessageCodec;
  /** Fields of the message that are to be left out. */
  readonly replaced: readonly string[];
  /** Null: there is nothing to look for in it. */
  readonly #scanner: JsonScanner | null;

  constructor(codec: MessageCodec, replaced: readonly string[]) {
    super();
    this.codec = codec;
    this.replaced = replaced;
    this.#scanner = replaced.length === 0 ? null : new JsonScanner(replaced);
  }

  get body(): ScannedBody {
    return this.#scanner ?? this;
  }

  /** Whether `bytes[start, end)` is a message; its JSON is there then. */
  transcode(bytes: Buffer, start: number, end: number): boolean {
    this.position = 0;
    if (!this.codec.transcode(bytes, start, end, this)) return false;
    this.bodyEnd = this.position - 1;
    this.#scanner?.scan(this.buffer, 0, this.position);
    return true;
  }
}
