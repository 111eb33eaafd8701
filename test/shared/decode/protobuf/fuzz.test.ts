import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { MessageOptions } from '../../../../shared/decode/protobuf/compile/message-source.ts';
import { exactCodec, parsed, transcoded, watchedCodec } from '../../../support/protobuf/codecs.ts';
import {
  exactJson,
  expectedJson,
  withoutNegativeZero,
} from '../../../support/protobuf/expected-json.ts';
import { defaultOptions, descriptorOf, messageTypes } from '../../../support/protobuf/features.ts';
import { isReadDifferently } from '../../../support/protobuf/known-differences.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { damages } from '../../../support/protobuf/damages.ts';
import { wireMessages } from '../../../support/protobuf/wire-messages.ts';

/**
 * What the second implementation takes: more than 64 bits in ten bytes, a field that goes on past the end of its message
 * or of its map's entry, which then reads as if the field behind had begun elsewhere, a value without a type URL, and
 * nanoseconds of a duration beyond a second.
 */
const laxElsewhere =
  /more than 64 bits|is cut off|\d+ (?:bytes, )?are left|wire type from 0 to 5|number of 1 or more|no end|ends as that|did not begin|without a type URL|nanoseconds/;

for (const messageType of messageTypes) {
  const options: MessageOptions = { ...defaultOptions, messageType };
  const codec = watchedCodec(options);
  const exact = exactCodec(options);
  const desc = descriptorOf(messageType);

  function expectedOrNull(bytes: Buffer): unknown {
    try {
      return expectedJson(bytes, options);
    } catch {
      return null;
    }
  }

  /** All three ways refuse, or have one value; where the second implementation has another, the difference is known. */
  function check(bytes: Buffer): void {
    const text = transcoded(codec, bytes);
    const failure = codec.describeFailure();
    const event = parsed(codec, bytes);
    const expected = isReadDifferently(desc, bytes) ? undefined : expectedOrNull(bytes);
    if (expected !== undefined && expected !== null) {
      if (text === null) assert.match(failure, laxElsewhere);
      else assert.deepEqual(exactJson(text), expected);
    }
    const byExact = parsed(exact, bytes);
    assert.equal(text === null, event === null);
    assert.equal(event === null, byExact === null);
    if (text === null || event === null || byExact === null) {
      assert.equal(codec.describeFailure(), failure);
      assert.equal(exact.describeFailure(), failure);
      assert.match(failure, /at byte \d+: /);
      return;
    }
    assert.deepEqual(withoutNegativeZero(exactJson(text)), exactJson(event));
    assert.deepEqual(exactJson(byExact), exactJson(event));
  }

  describe(`bad bytes for ${messageType}`, () => {
    it('random ones are refused by all ways, or have one value', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => check(Buffer.from(bytes))),
        { numRuns: fuzzRuns(2000) },
      );
    });
    for (const [name, damage] of Object.entries(damages)) {
      it(`with ${name} are refused by all ways, or have one value`, () => {
        fc.assert(
          fc.property(
            wireMessages(desc, 'canonical'),
            fc.nat(),
            fc.nat({ max: 255 }),
            (bytes, at, value) => check(damage(bytes, at, value)),
          ),
          { numRuns: fuzzRuns(300) },
        );
      });
    }
  });
}
