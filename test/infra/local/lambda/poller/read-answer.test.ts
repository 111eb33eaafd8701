import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../../../../infra/local/lambda/invoke-emulator.ts';
import { failedOf } from '../../../../../infra/local/lambda/poller/read-answer.ts';

const encoded = { json: '{}', byteLength: 2 };
const records = [
  { partition: 0, offset: 5n, encoded },
  { partition: 0, offset: 6n, encoded },
  { partition: 12, offset: 5n, encoded },
];
const answered = (payload: unknown): Outcome => ({ ok: true, payload });
const named = (...items: (readonly [partition: string, offset: unknown])[]): Outcome =>
  answered({
    batchItemFailures: items.map(([partition, offset]) => ({
      itemIdentifier: { partition, offset },
    })),
  });
const thrown: Outcome = { ok: false, errorType: 'Error', errorMessage: 'no' };

/** The mapping reports items; what comes again, as places in the batch. */
for (const [what, outcome, expected] of [
  ['nothing', answered(null), []],
  ['an empty object', answered({}), []],
  ['an empty list', named(), []],
  ['a list that is null', answered({ batchItemFailures: null }), []],
  ['one item', named(['t-1-12', 5]), [2]],
  ['items in another order', named(['t-1-0', 6], ['t-1-0', 5]), [0, 1]],
  ['an item twice', named(['t-1-0', 6], ['t-1-0', 6]), [1]],
  ['an offset that is not in the batch', named(['t-1-0', 5], ['t-1-0', 7]), 'all'],
  ['a partition that is not in the batch', named(['t-1', 5]), 'all'],
  ['an item without its place', answered({ batchItemFailures: [{}] }), 'all'],
  ['an item that is null', answered({ batchItemFailures: [null] }), 'all'],
  ['items that are no list', answered({ batchItemFailures: 'none' }), 'all'],
  ['a text', answered('ok'), 'all'],
  ['an error', thrown, 'all'],
] as const) {
  test(`${what} as the answer: ${JSON.stringify(expected)} comes again`, () => {
    const failed = failedOf(records, 't-1', outcome, true);
    assert.deepEqual(
      failed,
      typeof expected === 'string' ? expected : expected.map((place) => records[place]),
    );
  });
}

test('a mapping without item reporting takes named items for a success, and an error for none', () => {
  assert.deepEqual(failedOf(records, 't-1', named(['t-1-0', 5]), false), []);
  assert.deepEqual(failedOf(records, 't-1', answered('ok'), false), []);
  assert.equal(failedOf(records, 't-1', thrown, false), 'all');
});
