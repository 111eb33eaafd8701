import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPipeline } from '../../../../functions/cli/open-pipeline.ts';
import { checkedPipeline } from '../../../../infra/build/check-pipeline.ts';
import { checkPipeline } from '../../../../shared/pipeline/load.ts';
import { cli, folderWith } from '../../../support/cli.ts';
import { minimalConfig } from '../../../support/vector.ts';

const csv = 'id;site;floor;since\r\n"a;1";"Ber""lin";3;2024-01-01\r\n\r\nb2;Wien;-1;2024-06-01\r\n';
const top = `enrichment_tables:
  devices:
    type: file
    file:
      path: devices.csv
      encoding: { type: csv, delimiter: ';' }
    schema: { floor: integer, since: date }
transforms:
  join:
    type: remap
    inputs: [kafka]
    source: |
      row, err = get_enrichment_table_record("devices", {"id": .id, "since": {"from": t'2024-01-01T00:00:00Z'}})
      if err == null { .site = row.site; .floor = row.floor; .since = row.since } else { .err = err }
tests:
  - name: a row is found
    inputs: [{ insert_at: join, type: log, log_fields: { id: 'a;1' } }]
    outputs:
      - extract_from: join
        conditions: ['.site == "Ber\\"lin" && .floor == 3']
`;
const sink =
  '    encoding: { codec: json, only_fields: [id, site, floor, err] }\n    compression: none';
const config = minimalConfig({ source: '    decoding: { codec: json }', sink, top }).replace(
  'inputs: [kafka]\n    bucket',
  'inputs: [join]\n    bucket',
);

test('events get what the table of a file says, in tests and in a run', async (t) => {
  const cwd = await folderWith(t, {
    'v.yaml': config,
    'devices.csv': csv,
    'in.ndjson': '{"id":"b2"}\n{"id":"c3"}\n',
  });
  const tested = await cli(['test', 'v.yaml'], { cwd });
  assert.equal(tested.code, 0, tested.out + tested.err);
  const ran = await cli(['run', 'v.yaml', '--input', 'in.ndjson', '--output', 'out'], { cwd });
  assert.equal(ran.code, 0, ran.err);
  const entries = await readdir(join(cwd, 'out'), { recursive: true, withFileTypes: true });
  const [file] = entries.filter((entry) => entry.isFile());
  const stored = await readFile(join(file?.parentPath ?? '', file?.name ?? ''), 'utf8');
  const message =
    'function call error for "get_enrichment_table_record" at (11:106): no rows found in index';
  assert.deepEqual(JSON.parse(stored), [
    { id: 'b2', site: 'Wien', floor: -1 },
    { id: 'c3', err: message },
  ]);
});

/** What tells the pipeline of a folder from others, as commands and as a build make it. */
async function fingerprints(cwd: string): Promise<readonly [string, string]> {
  const { definition, checks } = await openPipeline('v.yaml', { cwd, env: {} }, 'ask nobody');
  const built = await checkedPipeline(join(cwd, 'v.yaml'), {});
  const { fingerprint } = checkPipeline(definition, { env: {}, ...checks }).model;
  return [fingerprint, built.model.fingerprint];
}

test('another file is another pipeline, and the package holds its rows', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': config, 'devices.csv': csv });
  const [before, built] = await fingerprints(cwd);
  assert.equal(built, before);
  const { programs } = await checkedPipeline(join(cwd, 'v.yaml'), {});
  assert.match(programs[0]?.generated.text ?? '', /Wien/);
  await writeFile(join(cwd, 'devices.csv'), csv.replaceAll('\r\n', '\n'));
  assert.deepEqual(await fingerprints(cwd), [before, before]);
  await writeFile(join(cwd, 'devices.csv'), csv.replace('Wien', 'Graz'));
  const [after] = await fingerprints(cwd);
  assert.notEqual(after, before);
});

test('what is wrong with tables is told at once, each with its place', async (t) => {
  const tables = `enrichment_tables:
  gone: { type: file, file: { path: gone.csv } }
  open: { type: file, file: { path: open.csv } }
  empty: { type: file, file: { path: empty.csv } }
  ragged:
    type: file
    file: { path: ragged.csv }
    schema: { n: integer, on: bool, at: 'timestamp|%F', x: number, far: string }
  numbered: { type: file, file: { path: ragged.csv, encoding: { type: csv, include_headers: false } } }
  large: { type: file, file: { path: large.csv } }
  ips: { type: mmdb, path: ips.mmdb }
  bad: { type: file, file: { path: bad.csv, encoding: { type: json } } }
transforms:
  join:
    type: remap
    inputs: [kafka]
    source: |
      .a = find_enrichment_table_records("gone", {"id": .id}) ?? []
      .b = get_enrichment_table_record("numbered", {"n": .id}) ?? {}
`;
  const written = minimalConfig({ top: tables }).replace(
    'inputs: [kafka]\n    bucket',
    'inputs: [join]\n    bucket',
  );
  const cwd = await folderWith(t, {
    'v.yaml': written,
    'open.csv': 'a,b\n1,"2\n3,4\n',
    'empty.csv': '\n',
    'ragged.csv': 'n,on,at,x\n1,yes,2024-01-01,1\n2,no\n\nx,maybe,2024-13-01,1\n',
    'large.csv': `a,b\n${'x'.repeat(5 * 1024 * 1024)},2\n`,
    'bad.csv': 'a\n1\n',
  });
  const { code, err } = await cli(['validate', '--no-environment', 'v.yaml'], { cwd });
  assert.equal(code, 78);
  for (const told of [
    /v\.yaml:\d+:\d+: enrichment_tables\.gone\.file\.path: the file 'gone\.csv' cannot be read \(ENOENT\)/,
    /enrichment_tables\.open\.file\.path: 'open\.csv' line 2 has a quote that nothing closes/,
    /enrichment_tables\.empty\.file\.path: 'empty\.csv' is empty/,
    /enrichment_tables\.ragged\.file\.path: 'ragged\.csv' line 3 has 2 fields, and the first row 4/,
    /ragged\.csv' line 5, column 'n': is no integer/,
    /ragged\.csv' line 5, column 'on': is no bool/,
    /ragged\.csv' line 5, column 'at': is no timestamp\|%F/,
    /enrichment_tables\.ragged\.schema\.x: got 'number'.*; allowed: string, integer,/,
    /enrichment_tables\.large\.file\.path: 'large\.csv' has 5\.0 MiB; allowed: 4,/,
    /enrichment_tables\.ips\.type: 'mmdb' is not supported/,
    /enrichment_tables\.bad\.file\.encoding\.type: got the text 'json', which is not supported/,
    /field\(s\) 'n' missing from dataset/,
    /the table 'numbered' has: 0, 1, 2, 3/,
  ]) {
    assert.match(err, told);
  }
  assert.doesNotMatch(err, /find_enrichment_table_records\(/);
});

test('a configuration with tables is written in the words of Vector alone', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': config, 'devices.csv': csv });
  const typescript = await cli(['migrate', 'v.yaml', '--output', 'v.ts'], { cwd });
  assert.equal(typescript.code, 78, typescript.err);
  assert.match(typescript.err, /allowed: a name that ends in \.yaml/);
  const yaml = await cli(['migrate', 'v.yaml', '--output', 'w.yaml'], { cwd });
  assert.equal(yaml.code, 0, yaml.err);
  assert.match(
    yaml.out,
    /enrichment_tables\.devices\.file\.path\n +is read when the pipeline is built/,
  );
  const tested = await cli(['test', 'w.yaml'], { cwd });
  assert.equal(tested.code, 0, tested.out + tested.err);
});

test('a type of a column that is not there is told, and no fault', async (t) => {
  const cwd = await folderWith(t, {
    'v.yaml': config.replace('floor: integer', 'floor: integer, flor: integer'),
    'devices.csv': csv,
  });
  const { code, out, err } = await cli(['validate', '--no-environment', 'v.yaml'], { cwd });
  assert.equal(code, 0, err);
  assert.match(
    out + err,
    /schema\.flor: has no effect: the table has no such column \(did you mean 'floor'\?\)/,
  );
});
