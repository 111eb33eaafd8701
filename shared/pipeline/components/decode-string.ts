import { messageField } from '../../decode/message-field.ts';
import { createStringCodec } from '../../decode/string-codec.ts';
import type { MessagesModel } from '../messages.ts';

/** It has no options. */
export const string: MessagesModel = {
  options: {},
  digest: '',
  fields: [messageField],
  failure: 'NOT_UTF8',
  columns: null,
  createCodec: createStringCodec,
};
