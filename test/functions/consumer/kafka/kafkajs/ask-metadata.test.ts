import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askMetadata } from '../../../../../functions/consumer/kafka/kafkajs/ask-metadata.ts';
import type { ProtocolCall } from '../../../../../functions/consumer/kafka/kafkajs/internals.ts';

/** A broker that says which version it was asked in, and answers in that of kafkajs. */
function oldBroker(versions: number[]): Parameters<typeof askMetadata>[0] {
  return {
    supports: ({ key, version }) => key === 3 && version <= 9,
    send: async (call: ProtocolCall) => {
      versions.push((call.request as { apiVersion: number }).apiVersion);
      return {
        brokers: [{ nodeId: 4, host: 'b', port: 9092, rack: null }],
        topicMetadata: [
          {
            topicErrorCode: 0,
            topic: 'devices',
            isInternal: false,
            partitionMetadata: [{ partitionErrorCode: 0, partitionId: 2, leader: 4 }],
          },
        ],
      };
    },
  };
}

describe('metadata', () => {
  it('come without ids from a broker that has no version with them', async () => {
    const versions: number[] = [];
    const answer = await askMetadata(oldBroker(versions), ['devices'], 1_000);
    assert.deepEqual(versions, [6]);
    assert.deepEqual(answer.topics, [
      {
        errorCode: 0,
        name: 'devices',
        id: '',
        internal: false,
        partitions: [{ partition: 2, leader: 4 }],
      },
    ]);
    assert.equal(answer.brokers[0]!.nodeId, 4);
  });

  it('are asked for with ids from a broker that has them', async () => {
    const versions: number[] = [];
    const answer = { brokers: [], topics: [] };
    const broker: Parameters<typeof askMetadata>[0] = {
      supports: ({ key, version }) => key === 3 && version <= 13,
      send: async (call) => {
        versions.push((call.request as { apiVersion: number }).apiVersion);
        return answer;
      },
    };
    assert.equal(await askMetadata(broker, [], 1_000), answer);
    assert.deepEqual(versions, [10]);
  });
});
