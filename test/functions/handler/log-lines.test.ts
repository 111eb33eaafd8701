import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node, root } from '../../support/build-packages.ts';

/** Two invocations at once and one after them, in a process of its own, as the lines go to the real stdout. */
const script = `
import { createHandler } from './functions/handler/create-handler.ts';
import { memoryStore } from './test/support/memory-store.ts';
import { minimalPipeline } from './test/support/minimal-pipeline.ts';
import { invocationContext, mskEvent } from './test/support/msk-event.ts';
const handler = createHandler(minimalPipeline({}), {
  env: {},
  write: () => undefined,
  stores: new Map([['s3', memoryStore()]]),
});
const event = mskEvent({ 'devices/0': [{ offset: 1, value: '{}' }] });
const invoke = (awsRequestId) => handler(event, { ...invocationContext(), awsRequestId });
await Promise.all([invoke('one'), invoke('other')]);
await invoke('third');
`;

test('each line has the keys of its own invocation, and says which was the first', async () => {
  const { stdout, stderr, code } = await node(['--input-type=module', '-e', script], { cwd: root });
  assert.deepEqual([stderr, code], ['', 0]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ends = lines.filter(({ event }) => event === 'invocation_finished');
  assert.deepEqual(
    ends.map(({ function_request_id, cold_start }) => [function_request_id, cold_start]),
    [
      ['one', true],
      ['other', false],
      ['third', false],
    ],
  );
  assert.ok(lines.length > ends.length);
  for (const line of lines) {
    assert.deepEqual(
      ['service', 'function_name', 'function_memory_size', 'function_arn'].map((key) => line[key]),
      ['devices', 'lake', '512', 'arn:aws:lambda:eu-central-1:123456789012:function:lake'],
    );
  }
});
