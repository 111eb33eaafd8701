import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { decodeMessage } from '../proto/decode.ts';
import type { ProtoSchema } from '../proto/schema.ts';
import { messageValue } from '../proto/to-value.ts';
import { ProtoFault } from '../proto/wire.ts';
import { type Bytes, bytesOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseProto(schema: ProtoSchema, value: Bytes): VrlObject | Failure {
  try {
    return messageValue(schema, decodeMessage(schema, bytesOf(value)));
  } catch (thrown) {
    if (!(thrown instanceof ProtoFault)) throw thrown;
    const description = debugText(thrown.message);
    return new Failure(
      `Error parsing protobuf: DecodeError { description: ${description}, stack: [] }`,
    );
  }
}
