import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copiesAllowed } from './copies.ts';

const old = 'aaaaaaaaaaaa';
const young = 'bbbbbbbbbbbb';
const first = '00000000000000000100';
/** The epoch was begun by the old rules. */
const ledgers = [{ partition: 3, first: 100n, fingerprint: old, variant: '' }];

const cases: readonly [what: string, keys: readonly string[], allowed: boolean][] = [
  [
    'one epoch, done again by other rules',
    [`raw/t+3+${first}.json.gz`, `raw/t+3+${first}+${young}.json`],
    true,
  ],
  [
    'several objects of it',
    [`raw/hour=10/t+3+${first}+0002.json`, `raw/hour=10/t+3+${first}+0001+${young}.json`],
    true,
  ],
  ['twice under the same rules', [`raw/t+3+${first}.json.gz`, `raw/t+3+${first}.json`], false],
  ['two epochs', [`raw/t+3+${first}.json`, `raw/t+3+00000000000000000099+${young}.json`], false],
  ['two partitions', [`raw/t+3+${first}.json`, `raw/t+4+${first}+${young}.json`], false],
  [
    'by the very rules that it was begun by',
    [`raw/t+3+${first}.json`, `raw/t+3+${first}+${old}.json`],
    false,
  ],
  [
    'of an epoch that nobody began',
    [`raw/t+5+${first}.json`, `raw/t+5+${first}+${young}.json`],
    false,
  ],
  ['a name that is not ours', [`raw/t+3+${first}.json`, 'raw/1764.json'], false],
];

for (const [what, keys, allowed] of cases) {
  test(`copies: ${what}: ${allowed ? 'possibly doubled' : 'duplicated'}`, () => {
    assert.equal(copiesAllowed(keys, ledgers, false), allowed);
  });
}

test('copies: one epoch, compacted before it was done again, where its ledger and its topic say so', () => {
  const keys = [`raw/t+3+${first}.json`, `raw/t+3+${first}+c12.json`];
  const said = ledgers.map((each) => ({ ...each, variant: 'c12' }));
  assert.equal(copiesAllowed(keys, said, true), true);
  assert.equal(copiesAllowed(keys, said, false), false);
  assert.equal(copiesAllowed(keys, ledgers, true), false);
});
