import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tryPipeline } from '../../../functions/cli/try-pipeline.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';

describe('trying a pipeline on records', () => {
  for (const compression of ['none', 'gzip', 'zstd']) {
    it(`shows every event of an object that is compressed in several pieces: ${compression}`, async () => {
      const sink = { keyPrefix: 'raw/', compression };
      const records = Array.from({ length: 300 }, (_, n) => ({
        value: { n, pad: `${n}`.padEnd(4_000, 'abcdefghij') },
      }));
      const { objects } = await tryPipeline(minimalPipeline({ sink }), records);
      assert.deepEqual(
        objects.flatMap(({ events }) => (events as { n: number }[]).map(({ n }) => n)),
        records.map(({ value }) => value.n),
      );
    });
  }
});
