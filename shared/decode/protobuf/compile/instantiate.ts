import { codecRuntime } from '../runtime/codec-runtime.ts';
import { type CodecRuntime } from '../../transcode/generated-codec.ts';
import type { MessageCodec } from '../../transcode/message-codec.ts';

/** Runs generated code where a pipeline is loaded from a file; in a bundle it is a module, and nothing is evaluated. */
export function instantiate(text: string, runtime: CodecRuntime = codecRuntime): MessageCodec {
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is our own
  const create = new Function('runtime', text) as (given: CodecRuntime) => MessageCodec;
  return create(runtime);
}
