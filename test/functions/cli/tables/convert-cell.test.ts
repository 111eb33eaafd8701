import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversionOf } from '../../../../functions/cli/tables/convert-cell.ts';
import { displayValue } from '../../../../shared/transform/vrl/runtime/display.ts';
import { kindName } from '../../../../shared/transform/vrl/runtime/kind-name.ts';
import { EnrichmentTable } from '../../../../shared/transform/vrl/runtime/tables/table.ts';

for (const [type, text, expected] of [
  ['int', '42', 'integer 42'],
  ['integer', '-9223372036854775808', 'integer -9223372036854775808'],
  ['float', '1', 'float 1'],
  ['float', '1.5', 'float 1.5'],
  ['bool', 'Y', 'boolean true'],
  [' string ', 'x', 'string "x"'],
  ['date | %m/%d/%Y', '03/05/2020', "timestamp t'2020-03-05T00:00:00Z'"],
  ['timestamp|%+', '2001-07-08T00:34:00.026490+09:30', "timestamp t'2001-07-07T15:04:00.026490Z'"],
  ['timestamp', '1606790274', "timestamp t'2020-12-01T02:37:54Z'"],
  ['timestamp', '2020-12-01 02:37:54', "timestamp t'2020-12-01T02:37:54Z'"],
  ['timestamp', 'Tue, 01 Dec 2020 02:37:54 +0100', "timestamp t'2020-12-01T01:37:54Z'"],
  ['integer', '4.2', null],
  ['integer', '', null],
  ['float', '-0', 'float -0'],
  ['float', 'NaN', null],
  ['boolean', '2', 'boolean true'],
  ['boolean', 'maybe', null],
  ['date', '2024-02-30', null],
  ['timestamp', 'yesterday', null],
] as const) {
  test(`a column of type ${type} holds ${text} as ${expected}`, () => {
    const cell = conversionOf(type)?.(text) ?? null;
    if (cell === null) {
      assert.equal(expected, null);
      return;
    }
    const table = new EnrichmentTable({ headers: ['v'], rows: [[cell]] });
    const rows = table.find([], { isCaseSensitive: true, wildcard: undefined });
    const value = rows?.[0]?.[0] ?? null;
    assert.equal(`${kindName(value)} ${displayValue(value)}`, expected);
  });
}

test('what is no type has no conversion', () => {
  for (const type of ['number', 'int|x', '', 'toString']) assert.equal(conversionOf(type), null);
});
