import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('shows messages as lines of JSON, whatever they are compressed with', async () => {
    const protobuf = { protoFiles: 'm.proto', messageType: 'M' };
    for (const compression of ['none', 'gzip'] as const) {
      const sink = { keyPrefix: 'raw/', compression, encoding: { codec: 'protobuf', protobuf } };
      const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
      try {
        const proto = 'syntax = "proto3"; message M { int64 id = 1; string text = 2; }';
        await writeFile(join(folder, 'm.proto'), proto);
        const values = [{ id: 7, text: 'é'.repeat(100), other: 1 }, { text: '' }, { id: 'none' }];
        const records = values.map((value) => ({ value }));
        const { deadLetters, objects } = await tryPipeline(minimalPipeline({ sink }), records, {
          folder,
        });
        const events = [{ id: 7, text: 'é'.repeat(100) }, {}];
        assert.deepEqual(
          objects.map(({ events: found, text }) => ({ found, text })),
          [{ found: events, text: events.map((event) => `${JSON.stringify(event)}\n`).join('') }],
        );
        assert.deepEqual(
          deadLetters.map(({ code }) => code),
          ['NOT_ENCODABLE'],
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  });
});
