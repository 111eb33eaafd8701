import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommitAnswer, readCommits } from './offset-commit.ts';

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const int = (bytes: number, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, Math.max(0, bytes - 6), Math.min(6, bytes));
  return buffer;
};
const string = (value: string): Buffer => Buffer.concat([int(2, value.length), text(value)]);
const compact = (value: string): Buffer => Buffer.concat([int(1, value.length + 1), text(value)]);
const none = int(1, 0);

function framed(version: number, body: readonly Buffer[]): Buffer {
  const request = Buffer.concat([
    int(2, 8),
    int(2, version),
    int(4, 77),
    string('chaos-1'),
    ...body,
  ]);
  return Buffer.concat([int(4, request.length), request]);
}

const expected = {
  clientId: 'chaos-1',
  correlationId: 77,
  topics: [
    { topic: 'devices', entries: [{ partition: 5, offset: 1_234n, metadata: 'sluice1:x' }] },
  ],
};

test('an offset commit of version 5 is read from the wire', () => {
  const bytes = framed(5, [
    Buffer.concat([string('lake'), int(4, 9), string('member')]),
    Buffer.concat([int(4, 1), string('devices'), int(4, 1), int(4, 5)]),
    Buffer.concat([int(8, 1_234), string('sluice1:x')]),
  ]);
  assert.deepEqual([...readCommits(bytes)], [{ ...expected, version: 5 }]);
  assert.deepEqual([...readCommits(Buffer.concat([bytes, bytes]))].length, 2);
  assert.deepEqual([...readCommits(bytes.subarray(0, 40))], []);
});

test('an offset commit of version 8, with compact lengths and tags, is read from the wire', () => {
  const entry = [int(4, 5), int(8, 1_234), int(4, -1), compact('sluice1:x'), none];
  const bytes = framed(8, [
    Buffer.concat([none, compact('lake'), int(4, 9), compact('member'), none]),
    Buffer.concat([int(1, 2), compact('devices'), int(1, 2), ...entry, none, none]),
  ]);
  assert.deepEqual([...readCommits(bytes)], [{ ...expected, version: 8 }]);
});

test('the codes of an answer are read', () => {
  const body = [int(4, 0), int(4, 1), string('devices'), int(4, 2)];
  const codes = [int(4, 5), int(2, 0), int(4, 6), int(2, 25)];
  const answer = Buffer.concat([int(4, 0), int(4, 77), ...body, ...codes]);
  assert.deepEqual(readCommitAnswer(answer, 5), [0, 25]);
  assert.deepEqual(readCommitAnswer(answer.subarray(0, 20), 5), [-1]);
});
