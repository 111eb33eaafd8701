import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { cli, folderWith } from '../../support/cli.ts';

const devices = fileURLToPath(new URL('../../../pipelines/devices.ts', import.meta.url));
const time = ['--timestamp', '2024-12-28T18:01:02.239Z'];

const source = "type: 'kafka', bootstrapServers: 'a:1', topics: ['a', '^b.*'], groupId: 'g'";
const sink =
  "type: 'aws_s3', bucket: 'lake', region: 'eu-west-1', keyPrefix: 'raw/', compression: 'none'";

/** The text of a pipeline file. */
function pipelineFile(parts: {
  readonly source?: string;
  readonly sink?: string;
  readonly more?: string;
}): string {
  return `export default {
    name: 'tried',
    sources: { kafka: { ${source}, ${parts.source ?? ''} } },
    sinks: { s3: { ${sink}, inputs: ['kafka'], ${parts.sink ?? ''} } },
    ${parts.more ?? ''}
  };`;
}

/** All files below a folder with their lines, by path. */
async function stored(folder: string): Promise<Record<string, readonly string[]>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.toSorted().map((path) => {
      const bytes = readFileSync(path);
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return [path.slice(folder.length + 1), text.split('\n').filter((line) => line !== '')];
    }),
  );
}

test('lines of a file land as the bucket would hold them, and the sums are told', async (t) => {
  const folder = await folderWith(t, {
    'in.ndjson': '{"id":9007199254740993,"x":1.0}\n\nbroken\n{"n":2}\n',
  });
  const args = ['run', devices, '--input', 'in.ndjson', '--output', 'out', ...time];
  const { code, out, err } = await cli(args, { cwd: folder });
  assert.deepEqual([code, out], [0, '']);
  const files = await stored(join(folder, 'out'));
  const [dead = '', raw = ''] = Object.keys(files);
  assert.match(dead, /^dead-letter\/devices\/kafka\/dt=2024-12-28\//);
  assert.match(raw, /^raw\/dt=2024-12-28\/dth=2024-12-28-18\//);
  assert.deepEqual(
    files[raw]?.map((line) => line.replace(/,"message_key.*/, '')),
    ['{"id":9007199254740993,"x":1.0', '{"n":2'],
  );
  // The offset is the line, so that a dead letter can be found in the file.
  assert.match(files[dead]?.[0] ?? '', /"offset":2,.*"code":"NOT_JSON".*"value":"broken"/);
  assert.match(err, /^read {10}3 records$/m);
  assert.match(err, /^stored {8}2 events in 1 object, \d+ bytes, below out$/m);
  assert.match(err, /^dead letters {2}1 record in 1 object$/m);
  assert.match(err, /^ {2}NOT_JSON {2}1 record, the first: devices\/0 offset 2: /m);
});

for (const [name, pack] of [
  ['in.ndjson', (text: string) => Buffer.from(text)],
  ['in.ndjson.gz', (text: string) => gzipSync(text)],
  ['in.ndjson.zst', (text: string) => zstdCompressSync(text)],
] as const) {
  test(`${name} is unpacked by its name`, async (t) => {
    const folder = await folderWith(t);
    await writeFile(join(folder, name), pack('{"n":1}\n{"n":2}'));
    const { err } = await cli(['run', devices, '--input', name, '--output', 'out'], {
      cwd: folder,
    });
    assert.match(err, /^stored {8}2 events in 1 object/m);
  });
}

test('files of a sink come below the folder, not where they would go', async (t) => {
  const folder = await folderWith(t, { 'in.ndjson': '{"site":"a"}\n{"site":"../b"}\n{}\n' });
  const path = join(folder, 'never', '{{ site }}', '%F.log');
  const pipeline = `export default {
    name: 'tried',
    sources: { kafka: { ${source}, offsetKey: null, partitionKey: null, topicKey: null, headersKey: null, keyField: null, timestampKey: null, sourceTypeKey: null } },
    sinks: { out: { type: 'file', inputs: ['kafka'], path: ${JSON.stringify(path)} } },
  };`;
  await writeFile(join(folder, 'p.ts'), pipeline);
  const args = ['run', 'p.ts', '--input', 'in.ndjson', '--output', 'out', ...time];
  const { code, err } = await cli(args, { cwd: folder });
  assert.equal(code, 0, err);
  const file = join(folder, 'never', 'a', '2024-12-28.log').slice(1);
  assert.deepEqual(await stored(join(folder, 'out')), { [file]: ['{"site":"a"}'] });
  assert.deepEqual((await readdir(folder)).toSorted(), ['in.ndjson', 'out', 'p.ts']);
  assert.match(err, /shown +1 event, or in files, or counted\n {2}KEY_NOT_RENDERABLE {2}2 records/);
});

test('stdin is read for -', async (t) => {
  const folder = await folderWith(t);
  const args = ['run', devices, '--input', '-', '--output', 'out'];
  const { code, err } = await cli(args, { cwd: folder, stdin: '{"n":1}\n' });
  assert.equal(code, 0);
  assert.match(err, /^stored {8}1 event in 1 object/m);
});

test('records keep their topic, partition, offset, time, key and headers', async (t) => {
  const lines = [
    {
      topic: 'b1',
      partition: 2,
      offset: 5,
      timestamp: '2026-01-01T00:00:00Z',
      key: 'k',
      value: { n: 1 },
    },
    {
      topic: 'b1',
      partition: 2,
      offset: 9,
      timestamp: 0,
      value: '{"n":2}',
      headers: [{ name: 'h', value: 'x' }],
    },
    { topic: 'a', partition: 0, offset: 1, value: null },
  ];
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({}),
    'in.ndjson': lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  const args = [
    'run',
    'pipeline.ts',
    '--input',
    'in.ndjson',
    '--output',
    'out',
    '--format',
    'records',
  ];
  const { code, err } = await cli(args, { cwd: folder });
  assert.equal(code, 0, err);
  assert.match(err, /^dropped {7}1 record$/m);
  const files = await stored(join(folder, 'out'));
  const events = Object.values(files)
    .flat()
    .map((line) => JSON.parse(line) as object);
  const common = { topic: 'b1', partition: 2, source_type: 'kafka' };
  assert.deepEqual(events, [
    {
      n: 1,
      ...common,
      offset: 5,
      headers: {},
      timestamp: '2026-01-01T00:00:00.000Z',
      message_key: 'k',
    },
    {
      n: 2,
      ...common,
      offset: 9,
      headers: { h: 'x' },
      timestamp: '1970-01-01T00:00:00.000Z',
      message_key: null,
    },
  ]);
});

test('dead letters can be sent through again', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({}),
    'in.ndjson': 'broken\n{"n":1}\n',
  });
  await cli(['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'], { cwd: folder });
  const dead = Object.keys(await stored(join(folder, 'out'))).find((path) =>
    path.startsWith('dead'),
  );
  const again = [
    'run',
    'pipeline.ts',
    '--input',
    `out/${dead ?? ''}`,
    '--output',
    'again',
    '--format',
    'records',
  ];
  const { err } = await cli(again, { cwd: folder });
  assert.match(err, /^dead letters {2}1 record in 1 object$/m);
  assert.match(err, /a\/0 offset 0: /);
});

test('several sources: records find theirs by topic, values need --source', async (t) => {
  const two = `export default {
    name: 'two',
    sources: {
      one: { ${source} },
      two: { ${source.replace("['a', '^b.*']", "'c'").replace("'g'", "'h'")} },
    },
    sinks: {
      s1: { ${sink}, bucket: 'lake-one', inputs: ['one'] },
      s2: { ${sink}, bucket: 'lake-two', inputs: ['two'] },
    },
  };`;
  const folder = await folderWith(t, {
    'pipeline.ts': two,
    'in.ndjson': '{"topic":"b7","value":{}}\n{"topic":"c","value":{}}\n',
    'other.ndjson': '{"topic":"d","value":{}}\n',
  });
  const run = (...args: readonly string[]): ReturnType<typeof cli> =>
    cli(['run', 'pipeline.ts', '--output', 'out', ...args], { cwd: folder });
  const byTopic = await run('--input', 'in.ndjson', '--format', 'records');
  assert.equal(byTopic.code, 0, byTopic.err);
  const paths = Object.keys(await stored(join(folder, 'out')));
  assert.deepEqual(
    paths.map((path) => path.split('+')[0]),
    ['lake-one/raw/b7', 'lake-two/raw/c'],
  );

  const unknown = await run('--input', 'other.ndjson', '--format', 'records');
  assert.equal(unknown.code, 66);
  assert.match(
    unknown.err,
    /no source reads the topic 'd'; say which one it is for with --source, one of one, two/,
  );
  const unnamed = await run('--input', 'in.ndjson');
  assert.match(unnamed.err, /--source is missing; the pipeline has several: one, two/);
  const misnamed = await run('--input', 'in.ndjson', '--source', 'tow');
  assert.match(misnamed.err, /there is no source 'tow' \(did you mean 'two'\?\)/);
  const named = await run('--input', 'in.ndjson', '--source', 'two');
  assert.equal(named.code, 0);
});

test('variables that are not set are told and stood in for', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({ source: "clientId: '${CLIENT}'," }),
    'in.ndjson': '{}\n',
  });
  const { code, err } = await cli(
    ['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'],
    { cwd: folder },
  );
  assert.equal(code, 0);
  assert.match(
    err,
    /^not set in the environment, and not needed or stood in for: sources\.kafka\.clientId$/m,
  );
});

for (const [what, input, expected] of [
  [
    'is not there',
    'nope.ndjson',
    "INPUT_UNREADABLE: the input 'nope.ndjson': there is no such file",
  ],
  ['is a folder', '.', "INPUT_UNREADABLE: the input '.' is a folder; name a file in it"],
  [
    'is not what its name says',
    'fake.gz',
    "INPUT_UNREADABLE: the input 'fake.gz': it cannot be read (Z_DATA_ERROR)",
  ],
  [
    'goes back in offsets',
    'back.ndjson',
    'INPUT_UNREADABLE: offset 4 of a/0 comes after 5; allowed: offsets that rise within a partition',
  ],
  [
    'is no record',
    'bad.ndjson',
    'INPUT_UNREADABLE: line 1 of the input has neither value nor valueBase64',
  ],
] as const) {
  test(`an input that ${what} is told as such`, async (t) => {
    const folder = await folderWith(t, {
      'pipeline.ts': pipelineFile({}),
      'fake.gz': 'not packed',
      'back.ndjson': '{"offset":5,"value":{}}\n{"offset":4,"value":{}}',
      'bad.ndjson': '{}',
    });
    const args = ['run', 'pipeline.ts', '--input', input, '--output', 'out', '--format', 'records'];
    const { code, out, err } = await cli(args, { cwd: folder });
    assert.deepEqual([code, out], [66, '']);
    assert.ok(err.startsWith(expected), err);
  });
}

test("a pipeline that says 'stop' ends at the bad record, and stores what came before it", async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({ source: "onRejection: 'stop'," }),
    'in.ndjson': '{"n":1}\nbroken\n{"n":3}\n',
  });
  const args = ['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'];
  const { code, err } = await cli(args, { cwd: folder });
  assert.equal(code, 65);
  assert.match(err, /^RECORD_REJECTED: /);
  const lines = Object.values(await stored(join(folder, 'out'))).flat();
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { n: number }).n),
    [1],
  );
});

test('an output that is a file is refused before anything is read', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({}),
    'in.ndjson': '{}',
    out: '',
  });
  const args = ['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'];
  const { code, err } = await cli(args, { cwd: folder });
  assert.equal(code, 65);
  assert.match(err, /^STORE_REJECTED: the folder '.*out' cannot be written/);
});

test('a key that cannot be a file ends the run with the reason', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({ sink: "filenameExtension: 'x'," }),
    'in.ndjson': '{}\n',
  });
  await cli(['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'], { cwd: folder });
  // The prefix of the second run would need a folder where the first one left a file.
  const [file = ''] = Object.keys(await stored(join(folder, 'out')));
  await writeFile(
    join(folder, 'second.ts'),
    pipelineFile({ sink: `keyPrefix: '${file}/',` }).replace("keyPrefix: 'raw/', ", ''),
  );
  const { code, err } = await cli(['run', 'second.ts', '--input', 'in.ndjson', '--output', 'out'], {
    cwd: folder,
  });
  assert.equal(code, 65, err);
  assert.match(err, /^STORE_REJECTED: the object '.*' cannot be written \(E(?:NOTDIR|EXIST)\)/);
});

test('a signal ends the run with 130, and what was taken is stored whole or not at all', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipelineFile({}),
    'in.ndjson': '{}\n'.repeat(1000),
  });
  const args = ['run', 'pipeline.ts', '--input', 'in.ndjson', '--output', 'out'];
  const { code } = await cli(args, { cwd: folder, signal: AbortSignal.abort() });
  assert.equal(code, 130);
  assert.deepEqual(await stored(join(folder, 'out')), {});
});
