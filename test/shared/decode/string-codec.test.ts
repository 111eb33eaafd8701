import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { createStringCodec } from '../../../shared/decode/string-codec.ts';
import { fuzzRuns } from '../../support/fuzz-runs.ts';
import { parsed, transcoded } from '../../support/protobuf/codecs.ts';

const codec = createStringCodec();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As the platform decides; null where it is no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

it('any bytes are the text that the platform reads, or are refused with their place', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.uint8Array({ maxLength: 2 }))
      .map(([text, more]) => Buffer.concat([Buffer.from(text), more])),
  );
  fc.assert(
    fc.property(bytes, (value) => {
      const text = textOf(value);
      const written = transcoded(codec, Buffer.from(value));
      assert.equal(parsed(codec, Buffer.from(value)), written);
      if (text === null) {
        assert.equal(written, null);
        assert.match(codec.describeFailure(), /^expected UTF-8 at byte \d+, got 0x[0-9a-f]{2}$/);
      } else assert.deepEqual(JSON.parse(written ?? ''), { message: text });
    }),
    { numRuns: fuzzRuns(2000) },
  );
});
