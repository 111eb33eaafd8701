import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askMetadata } from '../../../../../functions/consumer/kafka/brokers/ask-metadata.ts';
import type { ApiName } from '../../../../../functions/consumer/kafka/brokers/requests.ts';

/** A broker that has these requests, and writes down which it was asked. */
function broker(has: readonly ApiName[], asked: ApiName[]): Parameters<typeof askMetadata>[0] {
  return {
    supports: (api) => has.includes(api),
    ask: async (api) => {
      asked.push(api);
      return { brokers: [], topics: [] } as never;
    },
  };
}

describe('metadata', () => {
  for (const [what, has, wanted] of [
    ['without ids from a broker that has no version with them', ['Metadata'], 'Metadata'],
    ['with ids from one that has', ['Metadata', 'MetadataWithIds'], 'MetadataWithIds'],
  ] as const) {
    it(`are asked for ${what}`, async () => {
      const asked: ApiName[] = [];
      assert.deepEqual(await askMetadata(broker(has, asked), ['devices'], 1_000), {
        brokers: [],
        topics: [],
      });
      assert.deepEqual(asked, [wanted]);
    });
  }
});
