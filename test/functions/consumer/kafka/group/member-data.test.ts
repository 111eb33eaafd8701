import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../../../../functions/consumer/kafka/group/member-data.ts';
import type { SluiceError } from '../../../../../shared/errors.ts';

const anyTopic = fc.constantFrom('devices', 'trips', 'münchen');
// grouped by topic on the wire, so they come back in that order
const anyPartitions = fc
  .array(fc.record({ topic: anyTopic, partition: fc.nat() }, { noNullPrototype: true }))
  .map((list) => list.toSorted((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0)));

describe('what members tell each other', () => {
  it('comes out of a subscription as it went in', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyTopic),
        anyPartitions,
        fc.integer({ min: -1 }),
        (topics, owned, generation) => {
          const subscription = { topics, owned, generation };
          assert.deepEqual(decodeSubscription(encodeSubscription(subscription), 'm'), subscription);
        },
      ),
    );
  });

  it('comes out of an assignment as it went in, and of no bytes as none', () => {
    fc.assert(
      fc.property(anyPartitions, (partitions) => {
        assert.deepEqual(decodeAssignment(encodeAssignment(partitions)), partitions);
      }),
    );
    assert.deepEqual(decodeAssignment(Buffer.alloc(0)), []);
  });

  it("is read from a consumer of Kafka's that is older: version 0 claims nothing", () => {
    // version 0, one topic "t", no user data
    const bytes = Buffer.from('0000_00000001_000174_ffffffff'.replaceAll('_', ''), 'hex');
    assert.deepEqual(decodeSubscription(bytes, 'm'), { topics: ['t'], owned: [], generation: -1 });
  });

  it('is refused by name when it is cut short', () => {
    const bytes = encodeSubscription({
      topics: ['devices'],
      owned: [{ topic: 'devices', partition: 3 }],
      generation: 9,
    });
    for (let length = 0; length < bytes.length; length += 1) {
      assert.throws(
        () => decodeSubscription(bytes.subarray(0, length), 'member-7'),
        (error: SluiceError) =>
          error.code === 'GROUP_INCONSISTENT' && error.message.includes('member-7'),
        `${length} of ${bytes.length} bytes`,
      );
    }
  });
});
