import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, type CliResult, folderWith } from '../../support/cli.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { deleteRecordsBefore, recreateTopic } from '../../support/topics.ts';

interface Told {
  readonly executed: boolean;
  readonly refusal: string | null;
  readonly members: readonly { readonly clientId: string }[];
  readonly partitions: readonly {
    readonly partition: number;
    readonly needed: boolean;
    readonly from: string | null;
    readonly to: string;
    readonly epochs: number;
    readonly objects: number;
    readonly bytes: number;
    readonly skipped: readonly { readonly first: string; readonly next: string }[];
    readonly notes: readonly string[];
  }[];
}

const records = 2_000;
const partitions = 2;
/** Three prefixes, so that an epoch has several objects; a size that makes some epochs. */
const options = {
  partitions,
  sink: { keyPrefix: 'raw/{{ part }}/', batch: { maxBytes: 20_000, timeoutSecs: 1 } },
};

function values(from: number, count: number) {
  return numbered(count, partitions, from).map((record, index) => ({
    ...record,
    timestampMs: 1_700_000_000_000 + (from + index) * 1_000,
    value: JSON.stringify({ part: (from + index) % 3, number: from + index, pad: 'x'.repeat(60) }),
  }));
}

describe('sluice reset', { timeout: 400_000 }, () => {
  let scenario: Scenario;

  const run = (command: string, args: readonly string[] = []): Promise<CliResult> => {
    // read where the pipeline's file is imported
    process.env['SLUICE_SCENARIO'] = JSON.stringify(scenario.definition);
    return cli([command, scenarioPipeline, ...args], { env: { API_ADDRESS: '127.0.0.1:0' } });
  };
  const reset = async (...args: readonly string[]): Promise<Told> => {
    const { code, out, err } = await run('reset', [...args, '--json']);
    assert.deepEqual([code, err], [0, '']);
    return JSON.parse(out) as Told;
  };
  const drain = async (): Promise<void> => {
    const exit = await (await scenario.start(['--until-end'])).exit;
    assert.equal(exit.code, 0);
  };
  const assertAudited = async (expected = /covered, without gap or overlap/): Promise<void> => {
    const { code, out } = await run('audit', ['--deep']);
    assert.equal(code, 0, out);
    assert.match(out, expected);
  };
  const everything = async (): Promise<readonly string[]> => [
    ...(await scenario.bucket.list()),
    ...(await scenario.bucket.list('_sluice/scenario/')),
  ];

  before(async () => {
    scenario = await makeScenario(options);
    // epochs that begin at 0, 250, 500 and 750
    for (let from = 0; from < records; from += 500) {
      await produce(scenario.topic, values(from, 500));
      await drain();
    }
  });
  after(() => scenario.remove());

  it('shows what it would do, changes nothing, and says what it takes', async () => {
    const untouched = await everything();
    const { executed, refusal, partitions: told } = await reset('--to', '600');
    assert.equal(executed, false);
    assert.match(refusal ?? '', /objects hold what would be read again.*--delete-objects/);
    for (const each of told) {
      assert.equal(each.from, '1000');
      assert.deepEqual([each.to, each.epochs], ['500', 2]);
      assert.ok(each.objects >= 6 && each.bytes > 10_000);
      assert.match(each.notes.join(), /600 lies within an epoch that begins at 500: moved down/);
    }
    const { out } = await run('reset', ['--to', '600', '--dry-run']);
    assert.match(out, /^partition +from +to +epochs +objects +bytes +skipped +what$/m);
    assert.match(out, new RegExp(`^${scenario.topic}/1 +1000 +500 +2 .* read again, delete$`, 'm'));
    assert.match(out, /nothing was changed: 2 partitions would be, with --execute/);
    assert.deepEqual(await everything(), untouched);
    assert.deepEqual(await scenario.committed(), [1_000n, 1_000n]);
  });

  it('refuses to go back without the permission to delete', async () => {
    const { code, err } = await run('reset', ['--to', '600', '--execute']);
    assert.equal(code, 78);
    assert.match(err, /--delete-objects, which cannot be undone/);
    assert.deepEqual(await scenario.committed(), [1_000n, 1_000n]);
  });

  it('refuses while somebody is in the group, and says who', async () => {
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    const args = ['--to', '600', '--delete-objects', '--execute'];
    const { code, err } = await run('reset', args);
    assert.equal(code, 75);
    assert.match(err, /GROUP_BUSY: 1 members are in the group: \S+ at 127\.0\.0\.1/);
    assert.equal((await reset('--to', '600')).members.length, 1);
    assert.equal((await consumer.stop()).code, 0);
  });

  it('goes back: what lies behind is deleted, read again and stored once', async () => {
    const args = ['--to', '600', '--delete-objects', '--execute'];
    assert.equal((await reset(...args)).executed, true);
    assert.deepEqual(await scenario.committed(), [500n, 500n]);
    await assertAudited();
    const again = await reset(...args);
    assert.ok(again.partitions.every(({ needed }) => !needed));
    await drain();
    await scenario.assertExact();
    await assertAudited();
  });

  it('goes back to a time in one partition', async () => {
    const time = new Date(1_700_000_000_000 + 1_500_000).toISOString();
    const args = ['--to', time, '--topic', scenario.topic, '--partition', '1'];
    const { partitions: told } = await reset(...args, '--delete-objects', '--execute');
    const [one] = told;
    assert.deepEqual([told.length, one?.partition], [1, 1]);
    // read again in one go, the epoch that holds offset 750 begins at 500
    assert.equal(one?.to, '500');
    const [first, second] = await scenario.committed();
    assert.deepEqual([first, second], [1_000n, BigInt(one?.to ?? 0)]);
    await drain();
    await scenario.assertExact();
    await assertAudited();
  });

  it('goes ahead: what is skipped is known to the audit as skipped', async () => {
    await produce(scenario.topic, values(records, 1_000));
    const { partitions: told } = await reset('--to', 'latest', '--execute');
    assert.deepEqual(
      told.map(({ from, to, skipped }) => [from, to, skipped]),
      [0, 1].map(() => ['1000', '1500', [{ first: '1000', next: '1500' }]]),
    );
    await assertAudited(/\[1000, 1500\) was skipped on purpose, by sluice reset/);
    await produce(scenario.topic, values(records + 1_000, 200));
    await drain();
    await assertAudited();
  });

  it('takes back what was skipped, in part, and deletes nothing for that', async () => {
    const { partitions: told } = await reset('--to', 'latest');
    assert.ok(told.every(({ needed }) => !needed));
    await reset('--to', '1200', '--delete-objects', '--execute');
    await drain();
    await assertAudited(/\[1000, 1200\) was skipped on purpose/);
  });

  it('is the way out where records were deleted before they were read', async () => {
    await produce(scenario.topic, values(records + 1_200, 400));
    const ends = await scenario.logEnds();
    await deleteRecordsBefore(scenario.topic, 0, ends[0]! - 10n);
    const source = { ...sourceOf(scenario), autoOffsetReset: 'stop' };
    const consumer = await scenario.start(['--until-end'], { sources: { kafka: source } });
    assert.equal((await consumer.exit).code, 65);
    assert.match(consumer.lines.join('\n'), /sluice reset PIPELINE --to earliest --execute/);
    await reset('--to', 'earliest', '--partition', '0', '--execute');
    await drain();
    await assertAudited(/\/0: .* was skipped on purpose/);
  });

  it('goes on in a topic that was made again, and keeps what is stored of the old one', async () => {
    const raw = await scenario.bucket.list('raw/');
    await recreateTopic(scenario.topic, { partitions });
    await produce(scenario.topic, values(0, 600));
    const { partitions: told } = await reset('--to', 'earliest', '--execute');
    assert.match(
      told[0]?.notes.join('\n') ?? '',
      /of a topic of that name that was deleted, and stay/,
    );
    assert.deepEqual(await scenario.bucket.list('raw/'), raw);
    const sinks = (scenario.definition as { sinks: { s3: object } }).sinks;
    const elsewhere = { s3: { ...sinks.s3, keyPrefix: 'new/{{ part }}/' } };
    const consumer = await scenario.start(['--until-end'], { sinks: elsewhere });
    assert.equal((await consumer.exit).code, 0, consumer.lines.slice(-5).join('\n'));
    const { code, out } = await run('audit', ['--prefix', 'new/']);
    assert.equal(code, 0, out);
    assert.match(out, /complete, topic made again since/);
  });

  for (const [args, code, expected] of [
    [[], 78, /--to is missing/],
    [['--to', 'yesterday'], 78, /--to: got 'yesterday'; allowed: earliest, latest/],
    [['--to', '5', '--execute', '--dry-run'], 78, /exclude each other/],
    [['--to', '5', '--partition', 'one'], 78, /--partition: got 'one'/],
    [['--to', '5', '--topic', 'elsewhere'], 66, /no such topic or partition/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const result = await run('reset', args);
      assert.equal(result.code, code);
      assert.match(result.err, expected);
    });
  }
});

describe('sluice reset of a pipeline with dense delivery', { timeout: 60_000 }, () => {
  for (const client of ['kafkajs', 'platformatic']) {
    it(`moves offsets alone, over ${client}`, async (t) => {
      const top = { delivery: 'dense' };
      const scenario = await makeScenario({ ...options, top, source: { client } });
      t.after(() => scenario.remove());
      await produce(scenario.topic, values(0, 200));
      const cwd = await folderWith(t, {
        'dense.mjs': `export default ${JSON.stringify(scenario.definition)};`,
      });
      const args = ['reset', 'dense.mjs', '--to', '30', '--execute'];
      const { code, out } = await cli(args, { cwd, env: { API_ADDRESS: '127.0.0.1:0' } });
      assert.equal(code, 0);
      assert.match(out, /\/0 +- +30 +0 +0 +0 +0 +begin there/);
      assert.deepEqual(await scenario.committed(), [30n, 30n]);
    });
  }
});

function sourceOf({ definition }: Scenario): object {
  return (definition as { sources: { kafka: object } }).sources.kafka;
}
