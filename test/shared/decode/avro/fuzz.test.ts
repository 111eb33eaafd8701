import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exactNumbersJson, watchedAvroCodec } from '../../../support/avro/codec.ts';
import { madeRecords } from '../../../support/avro/schemas.ts';
import { secondCodec } from '../../../support/avro/second-codec.ts';
import { withoutNegativeZero } from '../../../support/protobuf/expected-json.ts';
import { parsed, transcoded, type WatchedCodec } from '../../../support/protobuf/codecs.ts';
import { damages } from '../../../support/protobuf/damages.ts';

/** Both ways refuse for one reason, or both have one value. */
function check(codec: WatchedCodec, bytes: Buffer): void {
  const text = transcoded(codec, bytes);
  const failure = codec.describeFailure();
  const event = parsed(codec, bytes);
  assert.equal(text === null, event === null);
  if (text === null || event === null) {
    assert.equal(codec.describeFailure(), failure);
    assert.match(failure, /at byte \d+: /);
    return;
  }
  assert.deepEqual(withoutNegativeZero(exactNumbersJson(text)), exactNumbersJson(event));
}

describe('bad bytes', () => {
  it('that are random are refused by both ways, or have one value', () => {
    fc.assert(
      fc.property(madeRecords, fc.array(fc.uint8Array({ maxLength: 60 })), ({ schema }, all) => {
        const codec = watchedAvroCodec(schema);
        for (const bytes of all) check(codec, Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('that were a value are refused by both ways, or have one value', () => {
    fc.assert(
      fc.property(
        madeRecords.chain(({ schema, values }) => fc.tuple(fc.constant(schema), values)),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 }),
        ([schema, { avro }], places) => {
          const codec = watchedAvroCodec(schema);
          const bytes = secondCodec(schema).encode(avro);
          for (const damage of Object.values(damages)) {
            for (const [at, value] of places) check(codec, damage(bytes, at, value));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
