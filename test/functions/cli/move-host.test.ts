import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadToolPort } from '../../../functions/cli/load-tool-port.ts';
import { createHandler } from '../../../functions/handler/create-handler.ts';
import { cli, type CliResult } from '../../support/cli.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { load } from '../../support/minimal-pipeline.ts';
import { invocationContext, mskEvent } from '../../support/msk-event.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

const root = join(import.meta.dirname, '../../..');
const env = { API_ADDRESS: '127.0.0.1:0' };
const records = numbered(200, 1, 0).map((record, index) => {
  return { ...record, timestampMs: 1_700_000_000_000 + index };
});

/** docs/migration.md, from the function to the container: what its commands find, and what they come to. */
describe('a group that the function had', { timeout: 200_000 }, () => {
  let scenario: Scenario;

  const run = (command: string, ...args: readonly string[]): Promise<CliResult> => {
    process.env['SLUICE_SCENARIO'] = JSON.stringify(scenario.definition);
    return cli([command, scenarioPipeline, ...args], { env });
  };
  /** What a mapping does: invokes the function with records from one offset up to another. */
  const invoke = async (first: number, next: number): Promise<void> => {
    const handler = createHandler(scenario.definition, { env, write: () => undefined });
    const some = records.slice(first, next).map(({ key, value, timestampMs }, index) => {
      return {
        offset: first + index,
        timestamp: timestampMs,
        key: key ?? null,
        value: value ?? null,
      };
    });
    await handler(mskEvent({ [`${scenario.topic}/0`]: some }), invocationContext());
  };
  const commit = async (offset: bigint): Promise<void> => {
    const source = load(scenario.definition, env).sources.get('kafka');
    assert.ok(source);
    const port = (await loadToolPort('kafka', source))();
    await port.connect();
    await port.commitAlone([{ topic: scenario.topic, partition: 0, offset, metadata: '' }]);
    await port.close();
  };
  const drain = async (): Promise<readonly string[]> => {
    const consumer = await scenario.start(['--until-end']);
    await consumer.exit;
    return consumer.told('fatal').map(({ error }) => error?.code ?? '');
  };

  before(async () => {
    scenario = await makeScenario({ sink: { batch: { timeoutSecs: 1 } } });
    await produce(scenario.topic, records);
  });
  after(() => scenario.remove());

  it('has objects behind its offset where the mapping stopped before it had committed: they stop the container', async () => {
    await invoke(0, 80);
    await commit(80n);
    await invoke(80, 120);
    assert.equal((await run('group', '--drained')).code, 0);
    const { out } = await run('reset', '--to', 'committed', '--json');
    const [told] = (JSON.parse(out) as { partitions: { objects: number; from: string }[] })
      .partitions;
    assert.deepEqual([told?.from, told?.objects], ['80', 1]);
    assert.deepEqual(await drain(), ['EPOCH_CONFLICT']);
  });

  it('goes on exactly once when these were reset', async () => {
    const { code, err } = await run('reset', '--to', 'committed', '--delete-objects', '--execute');
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual(await drain(), []);
    const stored = await scenario.assertExact();
    assert.equal(stored.length, 200);
    const audit = await run('audit');
    assert.equal(audit.code, 0, audit.out);
  });
});

/** The same of a group whose offsets are Vector's, or the old function's, which stored elsewhere. */
describe('a group that another program had', { timeout: 200_000 }, () => {
  it('is gone on with from its offsets, and audited from there on', async () => {
    const scenario = await makeScenario({ sink: { batch: { timeoutSecs: 1 } } });
    try {
      await produce(scenario.topic, records);
      const { sources } = load(scenario.definition, env);
      const source = sources.get('kafka');
      assert.ok(source);
      const port = (await loadToolPort('kafka', source))();
      await port.connect();
      const at = {
        topic: scenario.topic,
        partition: 0,
        offset: 120n,
        metadata: 'of another program',
      };
      await port.commitAlone([at]);
      await port.close();
      const consumer = await scenario.start(['--until-end']);
      assert.equal((await consumer.exit).code, 0);
      // a process of its own: the pipeline's file reads its definition once
      const audit = (
        definition: object,
      ): { readonly status: number | null; readonly stdout: string } =>
        spawnSync(
          process.execPath,
          [join(root, 'functions/cli/main.ts'), 'audit', scenarioPipeline],
          {
            env: { ...process.env, ...env, SLUICE_SCENARIO: JSON.stringify(definition) },
            encoding: 'utf8',
          },
        );
      const fromBegin = audit(scenario.definition);
      assert.equal(fromBegin.status, 1);
      assert.match(fromBegin.stdout, /gap: no epoch covers \[0, 120\)/);
      const definition = scenario.definition as { sources: { kafka: object } };
      const kafka = { ...definition.sources.kafka, autoOffsetReset: 'latest' };
      const fromThere = audit({ ...definition, sources: { kafka } });
      assert.equal(fromThere.status, 0, fromThere.stdout);
      assert.match(fromThere.stdout, /80 records in 1 partitions: covered/);
    } finally {
      await scenario.remove();
    }
  });
});
