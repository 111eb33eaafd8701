import { compileMessage } from '../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../shared/decode/protobuf/compile/instantiate.ts';
import type { MessageOptions } from '../../../shared/decode/protobuf/compile/message-source.ts';
import { codecRuntime } from '../../../shared/decode/protobuf/runtime/codec-runtime.ts';
import type { createCodec } from '../../../shared/decode/protobuf/runtime/create-codec.ts';
import type { MessageCodec } from '../../../shared/decode/transcode/message-codec.ts';
import { noRoom } from '../../../shared/decode/transcode/wire-state.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import { stringifyEvent } from '../../../shared/encode/json/stringify.ts';
import { descriptorSource } from './features.ts';

/** A codec, and how often its generated code has handed a message over to the exact parser. */
export interface WatchedCodec extends MessageCodec {
  readonly handedOver: { write: number; read: number };
}

export function watchedCodec(options: MessageOptions): WatchedCodec {
  const { text } = compileMessage(descriptorSource, options);
  const handedOver = { write: 0, read: 0 };
  const create = codecRuntime['createCodec'] as typeof createCodec;
  const codec = instantiate(text, {
    ...codecRuntime,
    createCodec: ((tables, write, read) =>
      create(
        tables,
        (...all) => counted(() => write(...all), 'write'),
        (...all) => counted(() => read(...all), 'read'),
      )) satisfies typeof createCodec,
  });
  function counted<T>(work: () => T, side: 'write' | 'read'): T {
    try {
      return work();
    } catch (thrown) {
      if (thrown !== noRoom) handedOver[side] += 1;
      throw thrown;
    }
  }
  return { ...codec, handedOver };
}

/** The exact parser alone, which generated code hands over to: nothing that was generated is believed. */
export function exactCodec(options: MessageOptions): MessageCodec {
  const { text } = compileMessage(descriptorSource, options);
  const create = codecRuntime['createCodec'] as typeof createCodec;
  return instantiate(text, {
    ...codecRuntime,
    createCodec: ((tables) => create(tables, handOver, handOver)) satisfies typeof createCodec,
  });
}

/** In place of generated code. */
export function handOver(): never {
  throw new Error('the exact parser is asked');
}

/** What `transcode` writes, in a target that begins small; null where it refuses. */
export function transcoded(codec: MessageCodec, bytes: Buffer): string | null {
  const target = new GrowableTarget(16);
  // a message seldom begins where its buffer does
  const record = Buffer.concat([Buffer.from('before'), bytes]);
  const done = codec.transcode(record, 'before'.length, record.length, target);
  if (!done && target.position !== 0) throw new Error('a message that was refused left bytes');
  return done ? target.written().toString() : null;
}

/** What `parse` gives, as the encoder writes it; null where it refuses. */
export function parsed(codec: MessageCodec, bytes: Buffer): string | null {
  const event = codec.parse(bytes, 0, bytes.length);
  if (event === null) return null;
  const encoded = stringifyEvent(event);
  if ('fault' in encoded) throw new Error(encoded.fault);
  return encoded.text;
}
