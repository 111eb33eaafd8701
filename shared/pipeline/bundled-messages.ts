import type { MessageCodec } from '../decode/protobuf/runtime/message-codec.ts';
import type { FindMessages, MessagesModel, MessagesOptions } from './messages.ts';

/** What the build has made of a message type. */
interface BundledMessages<Runtime> extends Pick<MessagesModel, 'digest' | 'fields' | 'columns'> {
  readonly create: (runtime: Runtime) => MessageCodec;
}

/**
 * Finds what was compiled when the package was built: the schema is not there any more.
 *
 * @param compiled by `messagesKey` of their options
 */
export function bundledMessages<Runtime>(
  compiled: Readonly<Record<string, BundledMessages<Runtime>>>,
  runtime: Runtime,
): FindMessages {
  return (options) => {
    const found = compiled[messagesKey(options)];
    if (found !== undefined) {
      const { create, ...rest } = found;
      return { options, ...rest, createCodec: () => create(runtime) };
    }
    const message =
      'is another one than when the package was built, which holds no other; build it with the environment that it runs in';
    return { faults: [{ option: null, message }] };
  };
}

/** Under which a message type is found again. */
export function messagesKey(options: MessagesOptions): string {
  return JSON.stringify(options);
}
