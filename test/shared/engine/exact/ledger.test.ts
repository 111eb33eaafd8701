import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatLedger,
  type Ledger,
  maxLedgerBytes,
  parseLedger,
} from '../../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../../shared/errors.ts';

const ledger: Ledger = {
  pipeline: 'devices',
  incarnation: 'oZy1cQ2mT0CkIBnHxyzABw',
  next: 1042n,
  openedAtMs: 1_735_408_800_000,
  fingerprint: '5291c680f182',
  variant: null,
  onlyKey: 'raw/dt=2024-12-28/devices+3+00000000000000000042.ndjson',
  givenUp: [],
};

test('a ledger is read back as it was written, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const name = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  const any = fc.record(
    {
      pipeline: text,
      incarnation: text,
      next: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      openedAtMs: fc.nat(),
      fingerprint: name,
      variant: fc.option(name),
      onlyKey: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })),
      givenUp: fc.array(fc.oneof(fc.uuid(), fc.nat().map(String)), { maxLength: 16 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(any, (one) => {
      const written = formatLedger(one);
      assert.match(written, /^[ -~]*$/, 'ASCII alone');
      assert.deepEqual(parseLedger(written, one.pipeline, 'here'), one);
    }),
  );
});

for (const [what, letter] of [
  ['ASCII', 'k'],
  ['letters of two bytes', 'ü'],
  ['letters of three bytes', '한'],
  ['letters of four bytes', '𐍈'],
  ['quotes', '"'],
] as const) {
  test(`the longest ledger stays below the broker's limit with a key of ${what}`, () => {
    const onlyKey = letter.repeat(1024 / Buffer.byteLength(letter));
    const longest = {
      ...ledger,
      pipeline: 'p'.repeat(64),
      incarnation: 'i'.repeat(22),
      next: 2n ** 63n - 1n,
      variant: 'v'.repeat(16),
      onlyKey,
      givenUp: Array.from({ length: 16 }, () => 'f'.repeat(36)),
    };
    assert.ok(formatLedger(longest).length < maxLedgerBytes, `${formatLedger(longest).length}`);
  });
}

for (const [what, metadata] of [
  ['nothing', ''],
  ["somebody else's note", 'offset committed by hand'],
  ['a word like ours', 'sluice: yes'],
] as const) {
  test(`${what} is no ledger`, () => {
    assert.equal(parseLedger(metadata, 'devices', 'here'), null);
  });
}

for (const [what, metadata, code] of [
  ['of a newer version', 'sluice2:["devices"]', 'LEDGER_UNREADABLE'],
  ['cut off', formatLedger(ledger).slice(0, 40), 'LEDGER_UNREADABLE'],
  ['with other fields', 'sluice1:[1,2,3]', 'LEDGER_UNREADABLE'],
  ['of another pipeline', formatLedger({ ...ledger, pipeline: 'other' }), 'LEDGER_FOREIGN'],
] as const) {
  test(`a ledger ${what} is ${code}, and says where`, () => {
    assert.throws(
      () => parseLedger(metadata, 'devices', 'devices/3'),
      (error) =>
        error instanceof SluiceError && error.code === code && error.message.includes('devices/3'),
    );
  });
}
