import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reduce } from '../../../../shared/transform/components.ts';
import { ids, reduced, type Value } from '../../../support/reduced.ts';

/** Numbers of the records that groups were made of, in the order in which the groups ended. */
async function groupsOf(options: object, values: readonly Value[]): Promise<readonly number[][]> {
  const last = reduce({
    inputs: ['kafka'],
    ...options,
    mergeStrategies: { n: 'array' },
  });
  const numbered = values.map((value, n) => ({ ...value, n }));
  const { lines } = await reduced({ last }, numbered);
  return lines('raw/').map(({ n }) => n as number[]);
}

const byId = { groupBy: ['id'] };
const seconds = (...times: readonly number[]): readonly Value[] =>
  times.map((time) => ({ at: time }));

for (const [what, options, values, wanted] of [
  ['all that an epoch holds', {}, ids('aba'), [[0, 1, 2]]],
  [
    'by a field, those that are open in the order in which they began',
    byId,
    ids('abab'),
    [
      [0, 2],
      [1, 3],
    ],
  ],
  [
    'by kind, too, and by what is missing',
    byId,
    [{ id: 1 }, { id: '1' }, {}, { id: null }, { id: 1.5 }, { id: 1 }, {}, { id: null }],
    [[0, 5], [1], [2, 6], [3, 7], [4]],
  ],
  [
    'by several, down into objects',
    { groupBy: ['a', 'b.c'] },
    [
      { a: 1, b: { c: 1 } },
      { a: 1, b: { c: 2 } },
      { a: 1, b: { c: 1 } },
    ],
    [[0, 2], [1]],
  ],
  [
    'until one ends them',
    { ...byId, endsWhen: 'exists(.end)' },
    [{ id: 1 }, { id: 2 }, { id: 1, end: 1 }, { id: 1 }, { id: 2, end: 1 }, { id: 3, end: 1 }],
    [[0, 2], [1, 4], [5], [3]],
  ],
  [
    'from one that starts them on',
    { startsWhen: (event: { start?: unknown }) => event.start === true },
    [{}, { start: true }, {}, {}, { start: true }, { start: true }],
    [[0], [1, 2, 3], [4], [5]],
  ],
  ['of so many', { maxEvents: 2 }, ids('aaaaa'), [[0, 1], [2, 3], [4]]],
  ['of one', { maxEvents: 1 }, ids('aab'), [[0], [1], [2]]],
  [
    'of so many, where one that starts a group does not end it',
    { maxEvents: 1, startsWhen: '.start == true' },
    [{ start: true }, {}, {}],
    [[0, 1], [2]],
  ],
  [
    'until none comes',
    { expireAfterMs: 10_000 },
    seconds(0, 9, 18, 28, 29),
    [
      [0, 1, 2],
      [3, 4],
    ],
  ],
  ['by 30 s where nothing is said', {}, seconds(0, 29, 59), [[0, 1], [2]]],
  ['with late ones', { expireAfterMs: 10_000 }, seconds(100, 5, 109), [[0, 1, 2]]],
  [
    'each by its own times: one from the future ends no other',
    { ...byId, expireAfterMs: 10_000 },
    [
      { id: 1, at: 0 },
      { id: 2, at: 9_999_999 },
      { id: 1, at: 9 },
      { id: 2, at: 5 },
    ],
    [
      [0, 2],
      [1, 3],
    ],
  ],
  [
    'for a time at most',
    { endEveryPeriodMs: 10_000 },
    seconds(0, 5, 9, 10, 19, 21),
    [[0, 1, 2], [3, 4], [5]],
  ],
  [
    'as many as are allowed at once: the one ends that has waited longest',
    { ...byId, maxGroups: 2 },
    ids('abacb'),
    [[1], [0, 2], [3], [4]],
  ],
] as const) {
  it(`groups ${what}`, async () => assert.deepEqual(await groupsOf(options, values), wanted));
}

it('ends the group that has waited longest where there is no room, by bytes of records', async () => {
  const value = 'x'.repeat(4_500);
  const wide = (text: string): readonly Value[] => ids(text).map((one) => ({ ...one, value }));
  // six of them fit into 64 KiB
  const options = { ...byId, maxOpenBytes: 65_536 };
  assert.deepEqual(await groupsOf(options, wide('abcdeaf')), [[1], [0, 5], [2], [3], [4], [6]]);
  assert.deepEqual(await groupsOf(options, wide('aaaaaaaa')), [[0, 1, 2, 3, 4, 5, 6], [7]]);
});
