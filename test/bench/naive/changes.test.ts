import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { KafkaMessage } from 'kafkajs';
import { tryPipeline } from '../../../functions/cli/try-pipeline.ts';
import { benchEvent } from '../data/events.ts';
import { benchMessage } from '../data/messages.ts';
import messagesPipeline from '../pipelines/messages.ts';
import passedThrough from '../pipelines/passed-through.ts';
import reshaped from '../pipelines/reshaped.ts';
import { changes } from './changes.ts';
import { messages } from './messages.ts';

// by a name that the compiler does not follow: pipelines/ has a configuration of its own
const devicesFile = new URL('../../../pipelines/devices.ts', import.meta.url);
const { default: devices } = (await import(String(devicesFile))) as { default: unknown };
const timestampMs = Date.parse('2026-03-01T10:00:00.123Z');

/** What the naive program makes of a value. */
function naive(name: keyof typeof changes, value: string): string {
  const message = { key: null, value: Buffer.from(value), timestamp: String(timestampMs) };
  return changes[name](message as KafkaMessage);
}

const values = [
  ...[1_000_000, 1_000_001, 1_000_002, 1_000_007].map((number) => benchEvent(number, 207)),
  benchEvent(1_000_003, 2000),
  benchEvent(1_000_004, 50),
];
const pairs = [
  ['brief', devices],
  ['reshaped', reshaped],
  ['none', passedThrough],
] as const;

describe('the naive program', () => {
  for (const [name, pipeline] of pairs) {
    it(`does the same work as our pipeline: ${name}`, async () => {
      for (const value of values.slice(0, name === 'reshaped' ? 5 : undefined)) {
        const records = [{ key: null, value, timestamp: timestampMs }];
        const { objects, deadLetters } = await tryPipeline(pipeline, records);
        assert.deepEqual(deadLetters, []);
        assert.deepEqual(objects[0]?.events, [JSON.parse(naive(name, value))]);
      }
    });
  }

  it('does the same work as our pipeline: messages', async () => {
    for (const number of [1_000_000, 1_000_001, 1_000_002, 1_000_007]) {
      const value = benchMessage(number);
      const records = [{ key: null, value, timestamp: timestampMs }];
      const folder = join(import.meta.dirname, '../pipelines');
      const { objects, deadLetters } = await tryPipeline(messagesPipeline, records, { folder });
      assert.deepEqual(deadLetters, []);
      const message = { key: null, value, timestamp: String(timestampMs) } as KafkaMessage;
      assert.deepEqual(objects[0]?.events, [JSON.parse(messages(message))]);
    }
  });

  it('is given events whose numbers it does not change', () => {
    for (const value of values) assert.equal(JSON.stringify(JSON.parse(value)), value);
  });
});
