import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeMetadataAnswer,
  encodeMetadataRequest,
} from '../../../../../functions/consumer/kafka/topics/metadata-message.ts';

/** What a broker of Kafka 4 answered when it was asked for test-2f4fe6ff, of two partitions, and nothing-here. */
const recorded = Buffer.from(
  '000000000002000000010a3132372e302e302e3100002384077261636b2d610017556d6163614772712d6e5034726d4c5149696a6d5767' +
    '000000010300000e746573742d3266346665366666614c8bc1ba924c81ab60d5982674911d0003000000000000000000010000000002' +
    '0000000102000000010100000000000001000000010000000002000000010200000001010080000000000003' +
    '0d6e6f7468696e672d6865726500000000000000000000000000000000000180000000008000000000',
  'hex',
);
const idStart = recorded.indexOf('614c8bc1', 'hex');

describe('the metadata message', () => {
  it('is read field by field, as a broker sent it', () => {
    assert.deepEqual(decodeMetadataAnswer(recorded), {
      throttleMs: 0,
      brokers: [{ nodeId: 1, host: '127.0.0.1', port: 9092 }],
      topics: [
        {
          errorCode: 0,
          name: 'test-2f4fe6ff',
          id: 'YUyLwbqSTIGrYNWYJnSRHQ',
          internal: false,
          partitions: [
            { partition: 0, leader: 1 },
            { partition: 1, leader: 1 },
          ],
        },
        { errorCode: 3, name: 'nothing-here', id: '', internal: false, partitions: [] },
      ],
    });
  });

  it('has no id where the broker says the zero id, as those do whose inter.broker.protocol is older than 2.8', () => {
    const without = Buffer.from(recorded).fill(0, idStart, idStart + 16);
    assert.equal(decodeMetadataAnswer(without).topics[0]!.id, '');
  });

  it('passes over fields that are not known here', () => {
    const tags = Buffer.from('02000163050207ff', 'hex'); // two: number 0 of 1 byte, number 5 of 2 bytes
    const answer = Buffer.concat([tags, recorded.subarray(1, -1), tags]);
    assert.deepEqual(decodeMetadataAnswer(answer), decodeMetadataAnswer(recorded));
  });

  it('reads lengths of more than a byte', () => {
    const name = 'n'.repeat(200);
    const parts = [
      '00 00000007', // no tags; throttled for 7 ms
      '01 00 ffffffff', // no brokers, cluster id null, no controller
      '02 0003 c901', // one topic, unknown, with a name of 200 bytes
      Buffer.from(name).toString('hex'),
      '00'.repeat(16),
      '01 00 80000000 00', // internal, its partitions null
      '80000000 00',
    ];
    assert.deepEqual(decodeMetadataAnswer(Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')), {
      throttleMs: 7,
      brokers: [],
      topics: [{ errorCode: 3, name, id: '', internal: true, partitions: [] }],
    });
  });

  it('that is cut off anywhere is refused as a whole', () => {
    for (let length = 0; length < recorded.length; length += 1) {
      assert.throws(
        () => decodeMetadataAnswer(recorded.subarray(0, length)),
        { code: 'KAFKA_PROTOCOL', message: /^a metadata answer of \d+ bytes does not hold/u },
        `${length} bytes`,
      );
    }
  });

  it('with a length that never ends is refused', () => {
    assert.throws(() => decodeMetadataAnswer(Buffer.alloc(64, 0xff)), { code: 'KAFKA_PROTOCOL' });
  });

  const requests: [what: string, topics: string[], bytes: string][] = [
    ['all topics', [], '00 00 000000 00'],
    [
      'two topics by name, creating none',
      ['a', 'größe'],
      `00 03 ${'00'.repeat(16)} 02 61 00 ${'00'.repeat(16)} 08 6772c3b6c39f65 00 000000 00`,
    ],
  ];
  for (const [what, topics, bytes] of requests) {
    it(`asks for ${what}`, () => {
      assert.equal(encodeMetadataRequest(topics).toString('hex'), bytes.replaceAll(' ', ''));
    });
  }

  it('asks for many topics and long names', () => {
    const topics = Array.from({ length: 200 }, (_, n) => `${n}-`.padEnd(249, 'x'));
    const bytes = encodeMetadataRequest(topics);
    assert.equal(bytes.toString('hex', 0, 3), '00c901');
    assert.equal(bytes.length, 3 + 200 * (16 + 2 + 249 + 1) + 4);
  });
});
