import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exactAvroCodec, exactNumbersJson, watchedAvroCodec } from '../../../support/avro/codec.ts';
import type { MessageCodec } from '../../../../shared/decode/transcode/message-codec.ts';
import { madeRecords } from '../../../support/avro/schemas.ts';
import { secondCodec } from '../../../support/avro/second-codec.ts';
import { withoutNegativeZero } from '../../../support/protobuf/expected-json.ts';
import { parsed, transcoded, type WatchedCodec } from '../../../support/protobuf/codecs.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { damages } from '../../../support/protobuf/damages.ts';

/** All three ways refuse for one reason, or have one value. */
function check(codec: WatchedCodec, exact: MessageCodec, bytes: Buffer): void {
  const text = transcoded(codec, bytes);
  const failure = codec.describeFailure();
  const event = parsed(codec, bytes);
  const byExact = parsed(exact, bytes);
  assert.equal(text === null, event === null);
  assert.equal(event === null, byExact === null);
  if (text === null || event === null || byExact === null) {
    assert.equal(codec.describeFailure(), failure);
    assert.equal(exact.describeFailure(), failure);
    assert.match(failure, /at byte \d+: /);
    return;
  }
  assert.deepEqual(withoutNegativeZero(exactNumbersJson(text)), exactNumbersJson(event));
  assert.equal(byExact, event);
}

describe('bad bytes', () => {
  it('that are random are refused by all ways, or have one value', () => {
    fc.assert(
      fc.property(madeRecords, fc.array(fc.uint8Array({ maxLength: 60 })), ({ schema }, all) => {
        const codec = watchedAvroCodec(schema);
        const exact = exactAvroCodec(schema);
        for (const bytes of all) check(codec, exact, Buffer.from(bytes));
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('that were a value are refused by all ways, or have one value', () => {
    fc.assert(
      fc.property(
        madeRecords.chain(({ schema, values }) => fc.tuple(fc.constant(schema), values)),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 }),
        ([schema, { avro }], places) => {
          const codec = watchedAvroCodec(schema);
          const exact = exactAvroCodec(schema);
          const bytes = secondCodec(schema).encode(avro);
          for (const damage of Object.values(damages)) {
            for (const [at, value] of places) check(codec, exact, damage(bytes, at, value));
          }
        },
      ),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('that were written with another schema are refused by all ways, or have one value', () => {
    const records = madeRecords.chain(({ schema, values }) =>
      fc.tuple(fc.constant(schema), values),
    );
    fc.assert(
      fc.property(records, madeRecords, ([schema, { avro }], { schema: other }) => {
        const bytes = secondCodec(schema).encode(avro);
        check(watchedAvroCodec(other), exactAvroCodec(other), bytes);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
