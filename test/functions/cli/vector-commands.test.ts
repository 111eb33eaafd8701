import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli, folderWith } from '../../support/cli.ts';
import { minimalConfig } from '../../support/vector.ts';

const top = `transforms:
  only: { type: filter, inputs: [kafka], condition: is_integer(.one) }
  by:
    type: exclusive_route
    inputs: [only]
    routes:
      - { name: small, condition: '.one == 1' }
      - { name: rest, condition: '.one == 1 || .one == 2' }
  tidy:
    type: remap
    inputs: [by.rest, by._unmatched]
    reroute_dropped: true
    source: |
      if .one == 3 { abort "three" }
      .two = .one
tests:
  - name: the second route is for what the first has not taken
    inputs:
      - { insert_at: by, type: log, log_fields: { one: 2, 'a.b': x } }
    outputs:
      - extract_from: tidy
        conditions:
          - assert_eq!([.two, .a.b], [2, "x"])
    no_outputs_from: [by.small, tidy.dropped]
  - name: what aborts is given to dropped
    inputs:
      - { insert_at: only, type: vrl, source: '. = {"one": 3}' }
    outputs:
      - extract_from: tidy.dropped
        conditions:
          - type: vrl
            source: assert_eq!(.metadata.dropped.message, "three")
`;
const sink = '    encoding: { codec: json, except_fields: [headers, topic] }';
const config = minimalConfig({ source: '    decoding: { codec: json }', sink, top }).replace(
  'inputs: [kafka]\n    bucket',
  'inputs: [tidy, tidy.dropped, by.small]\n    bucket',
);

test('sluice test runs the tests of a configuration', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': config });
  const passed = await cli(['test', 'v.yaml'], { cwd });
  assert.equal(passed.code, 0);
  assert.equal(passed.out.match(/\.\.\. passed$/gm)?.length, 2, passed.out);
  assert.match(passed.out, /\n\n2 passed, 0 failed\n$/);
  const wrong = await folderWith(t, { 'v.yaml': config.replace('[2, "x"]', '[3, "x"]') });
  const failed = await cli(['test', 'v.yaml'], { cwd: wrong });
  assert.equal(failed.code, 1);
  assert.match(failed.out, /not taken \.\.\. failed\n.*dropped \.\.\. passed/);
  assert.match(failed.out, /tidy gave \{"one":2,.*\n {4}condition 0: .*assertion failed/);
  assert.match(failed.out, /\n {6}- {3}2\n {6}\+ {3}3\n {8} {2}"x"\n/);
  assert.match(failed.out, /\n\n1 passed, 1 failed\n$/);
});

test('sluice test ends the groups of a reduce behind the last input, and those that it reads before', async (t) => {
  const reducing = `transforms:
  sums: { type: reduce, inputs: [pairs], group_by: [id], merge_strategies: { id: discard } }
  pairs: { type: reduce, inputs: [kafka], group_by: [id], max_events: 2, merge_strategies: { id: discard } }
tests:
  - name: all of them
    inputs:
      - { insert_at: pairs, type: log, log_fields: { id: 1, n: 1 } }
      - { insert_at: pairs, type: log, log_fields: { id: 2, n: 10 } }
      - { insert_at: pairs, type: log, log_fields: { id: 1, n: 2 } }
      - { insert_at: pairs, type: log, log_fields: { id: 1, n: 3 } }
    outputs:
      - extract_from: pairs
        conditions: ['assert_eq!(.n, 3)']
      - extract_from: sums
        conditions: ['assert_eq!(.n, 6)']
      - extract_from: sums
        conditions: ['assert_eq!(.n, 10)']
`;
  const text = minimalConfig({ sink: '    encoding: { codec: json }', top: reducing });
  const cwd = await folderWith(t, {
    'v.yaml': text.replace('inputs: [kafka]\n    bucket', 'inputs: [sums]\n    bucket'),
  });
  const { code, out, err } = await cli(['test', 'v.yaml'], { cwd });
  assert.deepEqual([code, err], [0, ''], out);
});

test('sluice test finds times as times, in the last program, too', async (t) => {
  const timed = `transforms:
  timed: { type: remap, inputs: [kafka], source: ".at = t'2024-01-02T03:04:05Z'" }
tests:
  - name: a time
    inputs: [{ insert_at: timed, type: vrl, source: '. = {}' }]
    outputs:
      - extract_from: timed
        conditions: ['is_timestamp(.at) && to_unix_timestamp!(.at) == 1704164645']
`;
  const text = minimalConfig({ sink: '    encoding: { codec: json }', top: timed });
  const cwd = await folderWith(t, {
    'v.yaml': text.replace('inputs: [kafka]\n    bucket', 'inputs: [timed]\n    bucket'),
  });
  const { code, out, err } = await cli(['test', 'v.yaml'], { cwd });
  assert.deepEqual([code, err], [0, ''], out);
});

test('sluice test tells what is wrong with tests, with their places', async (t) => {
  const cwd = await folderWith(t, {
    'v.yaml': config.replace('insert_at: by,', 'insert_at: bye,'),
  });
  const { code, err } = await cli(['test', 'v.yaml'], { cwd });
  assert.equal(code, 78);
  assert.match(err, /v\.yaml:\d+:\d+: there is no transform 'bye' \(did you mean 'by'\?\)/);
});

test('sluice run sends events through a configuration', async (t) => {
  const events = [{ one: 1 }, { one: 2 }, { one: 3 }, { one: 'x' }];
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  const cwd = await folderWith(t, { 'v.yaml': config, 'in.ndjson': text });
  const time = '2024-12-28T18:01:02.239Z';
  const args = ['run', 'v.yaml', '--input', 'in.ndjson', '--output', 'out', '--timestamp', time];
  const { code, err } = await cli(args, { cwd });
  assert.equal(code, 0, err);
  const name = 'date=2024-12-28devices+0+00000000000000000000.json.gz';
  const { gunzipSync } = await import('node:zlib');
  const stored = JSON.parse(
    gunzipSync(await readFile(join(cwd, 'out', name))).toString(),
  ) as object[];
  assert.deepEqual(
    stored.map((event) => Object.keys(event).join()),
    [
      'one,message_key,partition,offset,timestamp,source_type',
      'one,message_key,partition,offset,timestamp,source_type,two',
      'one,message_key,partition,offset,timestamp,source_type,metadata',
    ],
  );
});

test('sluice graph draws the components, for Mermaid and for Graphviz', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': config });
  const mermaid = await cli(['graph', 'v.yaml'], { cwd });
  assert.equal(mermaid.code, 0, mermaid.err);
  assert.match(mermaid.out, /^flowchart LR\n {2}n0\(\["kafka<br>kafka"\]\)/);
  assert.match(mermaid.out, /n3 -- "dropped" --> n4/);
  const dot = await cli(['graph', 'v.yaml', '--format', 'dot'], { cwd });
  assert.match(dot.out, /"by" -> "s3" \[label="small"\];/);
});

test('sluice migrate explains every line, and writes what gives the same pipeline', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': config });
  const told = await cli(['migrate', 'v.yaml', '--output', 'v.ts'], { cwd });
  assert.equal(told.code, 0, told.err);
  assert.match(told.out, /^ {4}6 {2}sources\.kafka\.group_id → groupId\n {9}a group has members/m);
  await cli(['migrate', 'v.yaml', '--output', 'again.yaml'], { cwd });
  const again = await cli(['validate', '--no-environment', 'again.yaml'], { cwd });
  const first = await cli(['validate', '--no-environment', 'v.yaml'], { cwd });
  assert.deepEqual([again.code, again.out], [0, first.out]);
  const taken = await cli(['migrate', 'v.yaml', '--output', 'v.ts'], { cwd });
  assert.match(taken.err, /'v\.ts' is there already; nothing was written/);
  const source = await readFile(join(cwd, 'v.ts'), 'utf8');
  assert.match(source, /^import \{ definePipeline, remap \} from 'sluice';/);
  assert.match(source, /rerouteDropped: true/);
});

test('sluice migrate calls nothing left out that the top of a configuration says of all', async (t) => {
  const cwd = await folderWith(t, { 'v.yaml': `${config}\ntimezone: Asia/Tokyo\n` });
  const { out } = await cli(['migrate', 'v.yaml'], { cwd });
  assert.match(out, /timezone\n +of every remap and sink that does not say it/);
  assert.doesNotMatch(out, /sinks\.\w+\.timezone/);
});

test('sluice migrate refuses what it cannot, after it has explained the rest', async (t) => {
  const cwd = await folderWith(t, {
    'v.yaml': config.replace('    decoding', '    proxy: {}\n    decoding'),
  });
  const { code, out, err } = await cli(['migrate', 'v.yaml'], { cwd });
  assert.equal(code, 78);
  assert.match(out, /sources\.kafka\.topics → topics/);
  assert.match(err, /v\.yaml:7:5: sources\.kafka\.proxy: is not supported/);
});

test('the tests in pipelines/devices.yaml pass', async () => {
  const { code, out, err } = await cli(['test', 'pipelines/devices.yaml']);
  assert.deepEqual([code, err], [0, ''], out);
});

test('sluice validate says what is odd about programs, and where they stand', async (t) => {
  const odd = config.replace('.two = .one', 'two = .one');
  const cwd = await folderWith(t, { 'v.yaml': odd });
  const { code, err } = await cli(['validate', 'v.yaml', '--no-environment'], { cwd });
  assert.equal(code, 0, err);
  assert.match(
    err,
    /transforms\.tidy\.source:\nwarning\[E900\]: unused variable `two`\n {2}┌─ :2:1/,
  );
});
