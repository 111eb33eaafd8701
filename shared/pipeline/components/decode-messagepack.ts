import { createMessagePackCodec } from '../../decode/messagepack/messagepack-codec.ts';
import type { MessagesModel } from '../messages.ts';

/** It has no options. */
export const messagePack: MessagesModel = {
  options: {},
  digest: '',
  fields: null,
  failure: 'NOT_MESSAGEPACK',
  columns: null,
  createCodec: createMessagePackCodec,
};
