import { Failure } from '../failure.ts';
import { encodeMessage } from '../proto/encode.ts';
import { MessageMaker } from '../proto/from-value.ts';
import type { ProtoSchema } from '../proto/schema.ts';
import { type Bytes, stringOfBytes } from '../text.ts';
import { isObject, type Value } from '../value.ts';

export function encodeProto(
  schema: ProtoSchema,
  value: Value,
  _file: Bytes,
  _message: Bytes,
  isLossy: boolean,
): Bytes | Failure {
  if (!isObject(value)) return new Failure('ProtobufSerializer only supports serializing objects');
  const message = new MessageMaker(schema, isLossy).message(0, value);
  return message instanceof Failure ? message : stringOfBytes(encodeMessage(schema, message));
}
