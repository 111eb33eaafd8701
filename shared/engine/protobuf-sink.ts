import type { ProtobufCodec } from '../decode/protobuf/runtime/create-codec.ts';
import { type EncodedMessage, MessageEncoder } from '../encode/protobuf/message-encoder.ts';
import type { ProtobufEncodingModel } from '../pipeline/model.ts';
import type { Event } from '../transform/model.ts';

/** Makes messages of the type that was compiled for the sink. */
export function protobufEncoder({
  messages,
}: ProtobufEncodingModel): (event: Event) => EncodedMessage {
  const encoder = new MessageEncoder((messages.createCodec() as ProtobufCodec).tables);
  return (event) => encoder.encode(event);
}
