import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiateProgram } from '../../../../../../functions/cli/instantiate-program.ts';
import { parseExact } from '../../../../../../functions/cli/vrl/read-input.ts';
import type { ValueProgram } from '../../../../../../functions/cli/vrl/value-program.ts';
import { compileProgram } from '../../../../../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../../../../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../../../../../shared/transform/vrl/functions/library.ts';
import type { EnrichmentTables } from '../../../../../../shared/transform/vrl/functions/tables.ts';
import { displayValue } from '../../../../../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../../../../../shared/transform/vrl/runtime/stop.ts';
import { EnrichmentTable } from '../../../../../../shared/transform/vrl/runtime/tables/table.ts';
import { Timestamp } from '../../../../../../shared/transform/vrl/runtime/timestamp.ts';

const day = Date.UTC(2024, 0, 1);
const sites = {
  digest: 'sites of this test',
  headers: ['id', 'site', 'n', 'from', 'share', 'on'],
  rows: [
    ['a', 'Berlin', 1, [day, 0], { float: '1' }, true],
    ['b', 'berlin', 2, [day + 1, 5], 0.5, false],
    ['*', 'Wien', 3, [day + 2, 0], { float: '-0' }, true],
    ['c', '*', { integer: '9223372036854775807' }, [day + 3, 0], 2.5, true],
  ],
} as const;
const tables: EnrichmentTables = { names: ['sites', 'zones'], find: () => sites };
const library = libraryWith(() => new Uint8Array(), tables);

/** What a program gives, as VRL prints it; else the message of its failure, or what the compiler says. */
function given(source: string, input = '{}'): string {
  const compiled = compileProgram(source, library, 'values');
  if (!compiled.ok) return renderDiagnostics(source, compiled.diagnostics);
  const run = instantiateProgram<ValueProgram>(compiled.program);
  const context = {
    now: new Timestamp(day, 0),
    random: () => 0,
    variables: {},
    log: () => undefined,
  };
  const result = run(parseExact(input), {}, context);
  return result instanceof Stop
    ? (result.message ?? 'aborted').replace(/^.*at \(\d+:\d+\): /, '')
    : displayValue(result.value);
}

const get = (rest: string): string => `get_enrichment_table_record!("sites", ${rest}).n`;
const find = (rest: string): string =>
  `map_values(find_enrichment_table_records!("sites", ${rest})) -> |row| { string!(row.id) }`;

for (const [what, source, expected, input] of [
  ['one row by one column', get('{"id": "a"}'), '1'],
  ['one row by a field of the event', get('{"id": .id}'), '2', '{"id": "b"}'],
  ['by several columns, whatever their order', get('{"site": "berlin", "id": "b"}'), '2'],
  ['an integer', get('{"n": 2}'), '2'],
  ['the largest integer', get('{"n": 9223372036854775807}'), '9223372036854775807'],
  ['an integer is no text', get('{"n": "2"}'), 'no rows found'],
  ['a float', get('{"share": 1.0}'), '1'],
  ['a float is no integer', get('{"share": 1}'), 'no rows found'],
  ['a boolean', get('{"on": false}'), '2'],
  ['null is in no row', get('{"id": .gone}'), 'no rows found in index'],
  ['an object is in no row', get('{"id": {"a": 1}}'), 'no rows found in index'],
  ['none', get('{"id": "z"}'), 'no rows found in index'],
  [
    'none of those that the index knows',
    get(`{"id": "a", "from": {"to": t'2023-01-01T00:00:00Z'}}`),
    'no rows found',
  ],
  ['more than one', get('{"on": true}'), 'more than one row found'],
  ['capital letters matter', find('{"site": "BERLIN"}'), '[]'],
  ['or not', find('{"site": "BERLIN"}, case_sensitive: false'), '["a", "b"]'],
  ['all rows', find('{}'), '["a", "b", "*", "c"]'],
  [
    'from and to, with both ends',
    find(`{"from": {"from": t'2024-01-01T00:00:00.001Z', "to": t'2024-01-01T00:00:00.002Z'}}`),
    '["b", "*"]',
  ],
  ['from alone', find(`{"from": {"from": t'2024-01-01T00:00:00.002Z'}}`), '["*", "c"]'],
  [
    'to alone, to the nanosecond',
    find(`{"from": {"to": t'2024-01-01T00:00:00.001000005Z'}}`),
    '["a", "b"]',
  ],
  ['a nanosecond less', find(`{"from": {"to": t'2024-01-01T00:00:00.001000004Z'}}`), '["a"]'],
  [
    'a range of a column that holds no times',
    find(`{"id": {"to": t'2025-01-01T00:00:00Z'}}`),
    '[]',
  ],
  [
    'a range and a value',
    find(`{"on": true, "from": {"from": t'2024-01-01T00:00:00.002Z'}}`),
    '["*", "c"]',
  ],
  ['a timestamp', find(`{"from": t'2024-01-01T00:00:00Z'}`), '["a"]'],
  [
    'a range is of timestamps',
    find('{"from": {"from": 1, "to": 2}}'),
    'from in condition must be a timestamp',
  ],
  [
    'at both ends',
    find(`{"from": {"from": t'2024-01-01T00:00:00Z', "to": 2}}`),
    'to in condition must be a timestamp',
  ],
  ['a wildcard, where no row has the value', get('{"id": "z"}, wildcard: "*"'), '3'],
  ['a row that has the value comes first', get('{"id": "a"}, wildcard: "*"'), '1'],
  [
    'a wildcard of every column',
    get('{"id": "z", "site": "y"}, wildcard: "*"'),
    'no rows found in index',
  ],
  [
    'chosen columns',
    'get_enrichment_table_record!("sites", {"id": "a"}, ["site", "gone"])',
    '{ "site": "Berlin" }',
  ],
  [
    'chosen by the event',
    'get_enrichment_table_record!("sites", {"id": "a"}, [.c])',
    '{ "n": 1 }',
    '{"c": "n"}',
  ],
  [
    'columns are named by texts',
    'get_enrichment_table_record!("sites", {"id": "a"}, [1])',
    'expected string, got integer',
  ],
  [
    'bytes that are no text, where capital letters do not matter',
    get('{"id": decode_base16!("ff")}, case_sensitive: false'),
    'column contains invalid utf',
  ],
] as const) {
  test(`a table is asked for ${what}`, () => {
    const says = given(source, input);
    assert.equal(says, expected);
  });
}

for (const [what, source, ...told] of [
  [
    'another table',
    'get_enrichment_table_record!("site", {"id": 1})',
    'error[E401]',
    'expected one of: "sites", "zones"',
    'received: "site"',
  ],
  [
    'a table that is not constant',
    'get_enrichment_table_record!(string!(.t), {"id": 1})',
    'error[E400]',
    'argument "table"',
  ],
  [
    'a condition that is not written as an object',
    'x = {"id": 1}\nget_enrichment_table_record!("sites", x)',
    'error[E400]',
    'expected: object',
  ],
  [
    'a column that is not there',
    'find_enrichment_table_records!("sites", {"id": 1, "ids": 2})',
    "field(s) 'ids' missing from dataset",
    "the table 'sites' has: id, site, n, from, share, on",
  ],
  [
    'case that is not constant',
    'get_enrichment_table_record!("sites", {"id": 1}, case_sensitive: bool!(.c))',
    'error[E400]',
    'argument "case_sensitive"',
  ],
  [
    'a failure that is not handled',
    '.a = get_enrichment_table_record("sites", {"id": 1})',
    'error[E103]',
  ],
] as const) {
  test(`the compiler refuses ${what}`, () => {
    const says = given(source);
    for (const text of told) assert.ok(says.includes(text), says);
  });
}

test('a program says where tables are, where there are none', () => {
  const compiled = compileProgram(
    'get_enrichment_table_record!("sites", {"id": 1})',
    libraryWith(() => new Uint8Array()),
    'values',
  );
  assert.ok(!compiled.ok);
  const says = renderDiagnostics('', compiled.diagnostics);
  assert.match(says, /E111\] enrichment tables not loaded/);
  assert.match(says, /they are in `enrichment_tables`/);
});

test('of 100,000 rows one is looked at, by an index that is made once', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => [`d${index}`, index % 7]);
  const table = new EnrichmentTable({ headers: ['id', 'n'], rows });
  const match = { isCaseSensitive: true, wildcard: undefined };
  const wanted = [
    { column: 1, value: 99_999 % 7 },
    { column: 0, value: 'd99999' },
  ];
  const candidates = table.candidates(wanted, match);
  assert.deepEqual(candidates, [['d99999', 99_999 % 7]]);
  assert.equal(table.candidates(wanted.toReversed(), match), candidates);
  assert.equal(table.candidates([{ column: 0, value: 'd1' }], match)?.length, 1);
});
