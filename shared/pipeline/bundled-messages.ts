import type { CodecRuntime } from '../decode/transcode/generated-codec.ts';
import type { MessageCodec } from '../decode/transcode/message-codec.ts';
import type { CompiledMessages, FindMessages, SchemaOptions } from './messages.ts';

/** What the build has made of a schema. */
interface BundledMessages extends Pick<CompiledMessages, 'digest' | 'fields' | 'columns'> {
  /** What the code is given. */
  readonly runtime: CodecRuntime;
  readonly create: (runtime: CodecRuntime) => MessageCodec;
}

/**
 * Finds what was compiled when the package was built: the schema is not there any more.
 *
 * @param compiled by `messagesKey` of their options
 */
export function bundledMessages(compiled: Readonly<Record<string, BundledMessages>>): FindMessages {
  return (options) => {
    const found = compiled[messagesKey(options)];
    if (found !== undefined) {
      const { create, runtime, ...rest } = found;
      return { options, ...rest, createCodec: () => create(runtime) };
    }
    const message =
      'is another one than when the package was built, which holds no other; build it with the environment that it runs in';
    return { faults: [{ option: null, message }] };
  };
}

/** Under which what was made of a schema is found again. */
export function messagesKey(options: SchemaOptions): string {
  return JSON.stringify(options);
}
