import type { Decoder } from '../../decode/decoder.ts';
import type { ScanFailure } from '../../decode/json/scan-fault.ts';
import type { MessageCodec } from '../../decode/transcode/message-codec.ts';
import type { SplicePlan } from '../../encode/splice.ts';
import type { MessagesModel } from '../../pipeline/messages.ts';
import type { Event } from '../../transform/model.ts';
import type { ByteBranchParts } from './byte-branch.ts';
import { MessageJson } from './message-json.ts';

/** What values are, compiled. */
type Messages = Pick<MessagesModel, 'createCodec' | 'failure' | 'fields'>;

/** @param asObject some branch asks for objects */
export function createMessageDecoding(
  messages: Messages,
  asObject: boolean,
): {
  readonly decoder: Decoder;
  readonly writerOf: (plan: SplicePlan) => Pick<ByteBranchParts, 'begin' | 'write'>;
} {
  const decoder = new MessageDecoder(messages, asObject);
  return { decoder, writerOf: (plan) => decoder.writerOf(plan) };
}

/**
 * Codecs of their own, such as `protobuf`: a value is one message. A branch that does not look into it gets JSON, which most
 * write straight from its bytes; an object is built where a branch asks for one.
 */
class MessageDecoder implements Decoder {
  readonly failure: ScanFailure;
  readonly hasInexactNumber: boolean;
  readonly #messages: Messages;
  /** Null: no branch asks for an object. */
  readonly #parser: MessageCodec | null;
  readonly #written: MessageJson[] = [];
  #failed: Pick<MessageCodec, 'describeFailure'> | null = null;
  /** Of the last `scan`, until somebody has taken it. */
  #event: Event | null = null;

  constructor(messages: Messages, asObject: boolean) {
    this.#messages = messages;
    this.failure = messages.failure;
    this.#parser = asObject ? messages.createCodec() : null;
    this.hasInexactNumber = this.#parser?.givesRawNumbers ?? false;
  }

  /** How a byte branch with that plan writes the message of the last `scan`. */
  writerOf(plan: SplicePlan): Pick<ByteBranchParts, 'begin' | 'write'> {
    const json = this.#jsonWithout(plan.watched);
    return {
      begin: (chunk) => plan.begin(chunk),
      write: (cursor, target) => plan.write(json.body, cursor, target, json.buffer),
    };
  }

  scan(bytes: Buffer, start: number, end: number): boolean {
    for (const json of this.#written) {
      if (!json.transcode(bytes, start, end)) return this.#fail(json.codec);
    }
    if (this.#parser === null) return true;
    this.#event = this.#parser.parse(bytes, start, end);
    return this.#event !== null || this.#fail(this.#parser);
  }

  describeFailure(): string {
    return this.#failed?.describeFailure() ?? '';
  }

  parse(bytes: Buffer, start: number, end: number): Event {
    const event = this.#event ?? this.#parser?.parse(bytes, start, end) ?? {};
    // each reader gets one of its own
    this.#event = null;
    return event;
  }

  /** Branches that replace the same fields of the message share what is written. */
  #jsonWithout(replaced: readonly string[]): MessageJson {
    const { fields } = this.#messages;
    const names = fields?.filter((name) => replaced.includes(name)) ?? replaced.toSorted();
    const id = names.join();
    const known = this.#written.find(({ replaced: others }) => others.join() === id);
    if (known !== undefined) return known;
    const json = new MessageJson(this.#messages.createCodec(), names);
    this.#written.push(json);
    return json;
  }

  #fail(codec: MessageCodec): false {
    this.#failed = codec;
    return false;
  }
}
