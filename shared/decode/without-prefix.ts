import type { MessageCodec } from './transcode/message-codec.ts';

/** A zero, and the id of a schema in four bytes: what serializers with a schema registry put before a value. */
const prefixBytes = 5;

/** A codec of values that stand behind the id of their schema, whatever it is. */
export function withoutPrefix(codec: MessageCodec): MessageCodec {
  let isMissing = false;
  const find = (bytes: Buffer, start: number, end: number): boolean => {
    isMissing = end - start < prefixBytes || bytes[start] !== 0;
    return !isMissing;
  };
  return {
    givesRawNumbers: codec.givesRawNumbers,
    transcode: (bytes, start, end, target) =>
      find(bytes, start, end) && codec.transcode(bytes, start + prefixBytes, end, target),
    parse: (bytes, start, end) =>
      find(bytes, start, end) ? codec.parse(bytes, start + prefixBytes, end) : null,
    describeFailure: () =>
      isMissing
        ? 'expected a zero and the four bytes of a schema id before the value'
        : `behind the schema id, ${codec.describeFailure()}`,
  };
}
