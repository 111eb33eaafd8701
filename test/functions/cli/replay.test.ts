import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cli, type CliResult } from '../../support/cli.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';

interface Told {
  readonly objects: number;
  readonly objectsBefore: number;
  readonly tried: number;
  readonly stored: { readonly events: number; readonly objects: number };
  readonly failed: Readonly<Record<string, { readonly records: number }>>;
  readonly ranges: readonly string[];
}

const records = 300;
/** 6 that never get well, 24 that a better pipeline takes. */
const values = numbered(records, 1).map((record, index) => ({
  ...record,
  timestampMs: 1_700_000_000_000 + index * 1_000,
  value: JSON.stringify({
    id: index,
    number: index % 50 === 0 ? 'never' : index % 10 === 0 ? 'none' : index,
  }),
}));

/** As it is in the consumer, whose transform refuses both; here as one that refuses what is named. */
function pipelineText(definition: object, refused: string): string {
  const program = `(event) => { if (event.number === '${refused}') throw new TypeError('no'); }`;
  const text = JSON.stringify({ ...definition, transforms: { whole: 'HERE' } });
  return `export default ${text.replace('"HERE"', `{ type: 'remap', inputs: ['kafka'], program: ${program} }`)};`;
}

describe('sluice replay', { timeout: 400_000 }, () => {
  let scenario: Scenario;
  let cwd: string;
  let definition: { readonly sinks: Readonly<Record<string, object>> };
  const env = { API_ADDRESS: '127.0.0.1:0' };

  const run = (args: readonly string[]): Promise<CliResult> => cli(args, { cwd, env });
  const replay = async (file: string, ...args: readonly string[]): Promise<Told> => {
    const { code, out, err } = await run(['replay', file, ...args, '--json']);
    assert.deepEqual([code, err], [0, '']);
    return JSON.parse(out) as Told;
  };
  const idsBelow = async (prefix: string): Promise<readonly number[]> =>
    (await storedEvents(scenario.bucket, prefix))
      .map(({ event }) => event['id'] as number)
      .toSorted((a, b) => a - b);
  const all = Array.from({ length: records }, (_, id) => id);

  before(async () => {
    scenario = await makeScenario();
    const { s3 } = (scenario.definition as { sinks: { s3: object } }).sinks;
    const sinks = {
      s3: { ...s3, inputs: ['whole'], compression: 'zstd', batch: { timeoutSecs: 60 } },
      other: { ...s3, keyPrefix: 'other/', batch: { timeoutSecs: 60 } },
    };
    definition = { ...scenario.definition, sinks };
    await produce(scenario.topic, values);
    const transforms = { whole: { inputs: ['kafka'], program: 'needsNumber' } };
    const consumer = await scenario.start(['--until-end'], { sinks, transforms });
    assert.equal((await consumer.exit).code, 0, consumer.lines.slice(-5).join('\n'));
    cwd = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    await writeFile(join(cwd, 'better.mjs'), pipelineText(definition, 'never'));
    await writeFile(join(cwd, 'mended.mjs'), pipelineText(definition, 'nothing'));
  });
  after(async () => {
    await rm(cwd, { recursive: true, force: true });
    await scenario.remove();
  });

  it('tries dead letters out into a folder, and leaves the bucket as it is', async () => {
    const untouched = await scenario.bucket.list();
    const told = await replay('better.mjs', '--dead-letters', '--output', 'out');
    assert.deepEqual([told.tried, told.stored.events], [30, 24]);
    assert.deepEqual(told.failed['TRANSFORM_THREW']?.records, 6);
    const files = await readdir(join(cwd, 'out'), { recursive: true });
    assert.ok(files.some((name) => /raw\/.*\+r[0-9a-f]{15}\.ndjson\.zst$/.test(name)));
    assert.ok(files.every((name) => !name.startsWith('other')));
    assert.deepEqual(await scenario.bucket.list(), untouched);
    assert.deepEqual(await scenario.bucket.list('_sluice/+replayed/'), []);
  });

  it('stores those that are meant alone', async () => {
    const times = [1_700_000_000_000, 1_700_000_100_000].map((time) =>
      new Date(time).toISOString(),
    );
    const [from = '', until = ''] = times;
    const none = await replay('better.mjs', '--dead-letters', '--code', 'NOT_JSON');
    assert.deepEqual([none.tried, none.objects], [0, 0]);
    const args = ['--from', from, '--until', until, '--code', 'NOT_JSON,TRANSFORM_REJECTED'];
    const told = await replay('better.mjs', '--dead-letters', ...args);
    // the first hundred: 10 to 40 and 60 to 90; 0 and 50 fail again
    assert.deepEqual([told.tried, told.stored.events], [10, 8]);
  });

  it('stores what succeeds now, where it is missing, and tells what fails again', async () => {
    const told = await replay('better.mjs', '--dead-letters');
    assert.deepEqual([told.tried, told.stored.events], [22, 16]);
    assert.deepEqual(told.failed['TRANSFORM_THREW']?.records, 6);
    assert.deepEqual(
      await idsBelow('raw/'),
      all.filter((id) => id % 50 !== 0),
    );
    assert.deepEqual(await idsBelow('other/'), all, 'that sink had them');
  });

  it('stores nothing a second time', async () => {
    const untouched = await scenario.bucket.list();
    const told = await replay('better.mjs', '--dead-letters');
    assert.deepEqual([told.tried, told.stored.events], [6, 0]);
    assert.deepEqual(await scenario.bucket.list(), untouched);
  });

  it('is counted apart by the audit', async () => {
    const { code, out } = await run(['audit', 'better.mjs']);
    assert.equal(code, 0, out);
    assert.match(out, /24 events in \d+ objects are of sluice replay/);
    assert.doesNotMatch(out, /belongs to no epoch/);
  });

  it('comes to the rest with a pipeline that takes it, and then is done', async () => {
    const told = await replay('mended.mjs', '--dead-letters');
    assert.deepEqual([told.tried, told.stored.events, told.failed], [6, 6, {}]);
    assert.deepEqual(await idsBelow('raw/'), all);
    const again = await replay('mended.mjs', '--dead-letters');
    assert.deepEqual([again.tried, again.objects, again.objectsBefore], [0, 0, 1]);
  });

  it('replays dead letters into another prefix, which is another matter', async () => {
    const told = await replay('mended.mjs', '--dead-letters', '--into', 'copy/');
    assert.equal(told.stored.events, 30);
    assert.deepEqual(
      await idsBelow('copy/raw/'),
      all.filter((id) => id % 10 === 0),
    );
  });

  it('is forgotten where a reset deletes the dead letters, which come anew', async () => {
    const args = ['--to', '0', '--delete-objects', '--execute'];
    assert.equal((await run(['reset', 'mended.mjs', ...args])).code, 0);
    assert.deepEqual(await scenario.bucket.list(), await scenario.bucket.list('copy/'));
    assert.deepEqual(await scenario.bucket.list('_sluice/+replayed/'), []);
    const { sinks } = definition;
    const transforms = { whole: { inputs: ['kafka'], program: 'needsNumber' } };
    const consumer = await scenario.start(['--until-end'], { sinks, transforms });
    assert.equal((await consumer.exit).code, 0);
    assert.equal((await replay('mended.mjs', '--dead-letters')).stored.events, 30);
    assert.deepEqual(await idsBelow('raw/'), all);
  });

  for (const [what, from, until, ids] of [
    ['offsets', '100', '200', [100, 200]],
    ['times', '2023-11-14T22:15:00Z', '2023-11-14T22:16:40.500Z', [100, 201]],
    ['the whole log', 'earliest', 'latest', [0, records]],
  ] as const) {
    it(`replays a range by ${what} once, and moves no offset`, async () => {
      const into = `again-${ids[0]}-${ids[1]}/`;
      const args = ['--topic', scenario.topic, '--from', from, '--until', until, '--into', into];
      const committed = await scenario.committed();
      const told = await replay('mended.mjs', ...args);
      assert.deepEqual(told.ranges, [`${scenario.topic}/0: [${ids[0]}, ${ids[1]})`]);
      const expected = all.slice(...ids);
      assert.deepEqual(await idsBelow(`${into}raw/`), expected);
      assert.deepEqual(await idsBelow(`${into}other/`), expected);
      const again = await replay('mended.mjs', ...args);
      assert.deepEqual([again.tried, again.objectsBefore], [0, 1]);
      assert.deepEqual(await idsBelow(`${into}raw/`), expected);
      assert.deepEqual(await scenario.committed(), committed);
    });
  }

  it('tells what of a range fails, in a folder', async () => {
    const range = ['--topic', scenario.topic, '--from', '0', '--until', '100'];
    const { code, out } = await run(['replay', 'better.mjs', ...range, '--output', 'range']);
    assert.equal(code, 0);
    assert.match(out, /^tried {9}100 records$/m);
    assert.match(out, /^failed again {2}2 records$/m);
    assert.match(out, /^ {2}TRANSFORM_THREW {2}2 records, the first: \S+\/0 offset 0: /m);
  });

  for (const [args, code, expected] of [
    [[], 78, /give either --dead-letters, or --topic/],
    [['--topic', 't', '--from', '1'], 78, /--from and --until are missing/],
    [['--topic', 't', '--from', '1', '--until', '2'], 78, /in the lake already; allowed: --into/],
    [['--dead-letters', '--into', '/x'], 78, /--into: got '\/x'/],
    [['--dead-letters', '--from', '12'], 78, /--from: got '12'; allowed: a time/],
    [['--topic', 'x', '--from', '1', '--until', '2', '--into', 'a/'], 66, /no topic 'x'/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const result = await run(['replay', 'mended.mjs', ...args]);
      assert.equal(result.code, code);
      assert.match(result.err, expected);
    });
  }
});
