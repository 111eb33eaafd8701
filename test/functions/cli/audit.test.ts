import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { cli, type CliResult, folderWith } from '../../support/cli.ts';
import { codeCache } from '../../support/code-cache.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

interface Told {
  readonly ok: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly verdict: string;
    readonly covered: readonly { readonly first: string; readonly next: string }[];
    readonly epochs: number;
    readonly events: number;
    readonly deadLetters: number;
    readonly dropped: number;
    readonly committed: string | null;
    readonly faults: readonly Readonly<Record<string, unknown>>[];
    readonly orphans: readonly { readonly place: string }[];
  }[];
}

const records = 3_000;

/** Hours in the key, so that an epoch has several objects; some records are filtered, some rejected. */
const options = {
  partitions: 2,
  sink: {
    inputs: ['whole'],
    keyPrefix: 'raw/{{ part }}/',
    compression: 'zstd',
  },
  top: {
    transforms: {
      wanted: { inputs: ['kafka'], keep: 'keep' },
      whole: { inputs: ['wanted'], program: 'needsNumber' },
    },
  },
};

const values = numbered(records, 2).map((record, index) => ({
  ...record,
  value: JSON.stringify({
    keep: index < 2_000,
    part: index % 3,
    number: index % 500 === 0 ? 'none' : index,
    pad: 'x'.repeat(60),
  }),
}));

describe('sluice audit', { timeout: 120_000 }, () => {
  let scenario: Scenario;
  let recordKeys: readonly string[];

  const run = (args: readonly string[] = []): Promise<CliResult> => {
    // read where the pipeline's file is imported
    process.env['SLUICE_SCENARIO'] = JSON.stringify(scenario.definition);
    return cli(['audit', scenarioPipeline, ...args], { env: { API_ADDRESS: '127.0.0.1:0' } });
  };
  const told = async (args: readonly string[] = []): Promise<Told & { readonly code: number }> => {
    const { code, out, err } = await run([...args, '--json']);
    assert.equal(err, '');
    return { ...(JSON.parse(out) as Told), code };
  };
  const put = async (key: string, body: Buffer, metadata: Record<string, string> = {}) => {
    const { client, name } = scenario.bucket;
    await client.send(
      new PutObjectCommand({ Bucket: name, Key: key, Body: body, Metadata: metadata }),
    );
  };

  before(async () => {
    scenario = await makeScenario(options);
    await produce(scenario.topic, values.slice(0, 2_000));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    // an epoch of which nothing is left
    await produce(scenario.topic, values.slice(2_000));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    recordKeys = await scenario.bucket.list('_sluice/scenario/');
    assert.ok(recordKeys.length >= 4, `${recordKeys.length} epoch records`);
  });
  after(() => scenario.remove());

  for (const args of [[], ['--deep'], ['--no-kafka'], ['--deep', '--no-kafka']]) {
    it(`reports full coverage, the filtered epochs too: ${args.join(' ')}`, async () => {
      const { ok, code, partitions } = await told(args);
      assert.deepEqual([ok, code], [true, 0], JSON.stringify(partitions, null, 1));
      assert.equal(partitions.length, 2);
      const ends = (await scenario.logEnds()).map(String);
      for (const each of partitions) {
        const next = ends[each.partition];
        assert.deepEqual(each.covered, [{ first: '0', next }]);
        assert.deepEqual(each.orphans, []);
        assert.equal(each.committed, args.includes('--no-kafka') ? null : next);
        assert.equal(each.events + each.deadLetters + each.dropped, records / 2);
        assert.equal(each.dropped, 500);
      }
      assert.equal(partitions[0]?.deadLetters, 4);
    });
  }

  it('is a table for people', async () => {
    const { code, out } = await run();
    assert.equal(code, 0);
    const [head, ...rows] = out.split('\n');
    assert.match(head ?? '', /^partition +covered +epochs +objects .* verdict$/);
    const row = new RegExp(`^${scenario.topic}/1 +\\[0, 1500\\) .* 500 +0 +1500 +1500  complete$`);
    assert.match(rows[1] ?? '', row);
    assert.match(out, /3000 records in 2 partitions: covered, without gap or overlap/);
  });

  it('ends as a process by itself, with nothing else on stderr', async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../../../functions/cli/main.ts'), 'audit', scenarioPipeline],
      {
        env: {
          ...codeCache,
          API_ADDRESS: '127.0.0.1:0',
          SLUICE_SCENARIO: JSON.stringify(scenario.definition),
        },
      },
    );
    assert.equal(stderr, '');
    assert.match(stdout, /covered, without gap or overlap/);
  });

  it('names an object that was deleted', async () => {
    const key = (await scenario.bucket.list('raw/')).find((each) => /\+\d{4}\.ndjson/.test(each));
    assert.ok(key !== undefined);
    const body = await scenario.bucket.read(key);
    const { Metadata: metadata } = await scenario.bucket.head(key);
    await scenario.bucket.delete(key);
    try {
      const { code, out } = await run();
      assert.equal(code, 1);
      assert.match(out, /1 missing/);
      assert.ok(out.includes(`missing: s3://${scenario.bucket.name}/${key} of the epoch [`), out);
    } finally {
      await put(key, body, metadata);
    }
    assert.equal((await run()).code, 0);
  });

  it('sees with --deep alone that the content is another', async () => {
    const key = (await scenario.bucket.list('raw/'))[0] ?? '';
    const body = await scenario.bucket.read(key);
    const { Metadata: metadata } = await scenario.bucket.head(key);
    await put(key, Buffer.from('{"other":1}\n'), metadata);
    try {
      assert.equal((await run()).code, 0);
      const { code, out } = await run(['--deep']);
      assert.equal(code, 1);
      assert.ok(out.includes(`damaged: s3://${scenario.bucket.name}/${key} of the epoch`), out);
    } finally {
      await put(key, body, metadata);
    }
  });

  for (const [name, change] of [
    ['as it is', (record: object) => record],
    ['with another range', (record: object) => ({ ...record, first: '1', next: '7', records: 6 })],
  ] as const) {
    it(`names the overlap where an epoch record was copied ${name}`, async () => {
      const from = recordKeys[0] ?? '';
      const to = from.replace(/\d{20}\.json$/, '00000000000000000001.json');
      const record = JSON.parse((await scenario.bucket.read(from)).toString()) as object;
      await put(to, Buffer.from(JSON.stringify(change(record))));
      try {
        const { code, out } = await run();
        assert.equal(code, 1);
        const overlap = /overlap: \[\d+, \d+\) is claimed by (\S+) and by (\S+)/.exec(out);
        const places = [from, to].map((key) => `s3://${scenario.bucket.name}/${key}`);
        assert.deepEqual(overlap?.slice(1).toSorted(), places.toSorted(), out);
      } finally {
        await scenario.bucket.delete(to);
      }
    });
  }

  it('tells a gap where the record of a filtered epoch is gone', async () => {
    const key = recordKeys.filter((each) => each.includes(`/${scenario.topic}/0/`)).at(-1) ?? '';
    const body = await scenario.bucket.read(key);
    await scenario.bucket.delete(key);
    try {
      const { code, partitions } = await told();
      assert.equal(code, 1);
      const [fault] = partitions[0]?.faults ?? [];
      assert.deepEqual([fault?.['kind'], fault?.['next']], ['gap', '1500']);
    } finally {
      await put(key, body);
    }
  });

  it('names a stray object under our naming, which is no fault', async () => {
    const key = `raw/9/${scenario.topic}+0+00000000000000000003.ndjson`;
    await put(key, Buffer.from('{}\n'));
    try {
      const { code, partitions } = await told();
      assert.equal(code, 0);
      assert.deepEqual(
        partitions[0]?.orphans.map(({ place }) => place),
        [`s3://${scenario.bucket.name}/${key}`],
      );
    } finally {
      await scenario.bucket.delete(key);
    }
  });

  it('refuses dense delivery, and says why', async (t) => {
    const dense = JSON.stringify({
      name: 'dense',
      delivery: 'dense',
      sources: {
        kafka: { type: 'kafka', bootstrapServers: 'localhost:1', topics: 't', groupId: 'g' },
      },
      sinks: { s3: { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'us-east-1' } },
    });
    const cwd = await folderWith(t, { 'dense.mjs': `export default ${dense};` });
    const { code, err } = await cli(['audit', 'dense.mjs'], { cwd });
    assert.equal(code, 78);
    assert.match(err, /delivery 'dense', whose objects are of many partitions/);
  });

  it('refuses a topic of which nothing is stored', async () => {
    const { code, err } = await run(['--topic', 'elsewhere']);
    assert.equal(code, 66);
    assert.match(err, /nothing of the pipeline 'scenario' is stored for the topic 'elsewhere'/);
  });
});
