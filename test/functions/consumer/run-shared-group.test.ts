import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { loadToolPort } from '../../../functions/cli/load-tool-port.ts';
import { formatLedger } from '../../../shared/engine/exact/ledger.ts';
import { load } from '../../support/minimal-pipeline.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

/** Two releases with one group id: what the second finds is what the first has begun. */
describe('a consumer that finds an epoch begun in its group', { timeout: 60_000 }, () => {
  /** As a pipeline of that name leaves it that is killed between its two commits. */
  async function begunBy(t: TestContext, pipeline: string): Promise<Scenario> {
    const scenario = await makeScenario();
    t.after(() => scenario.remove());
    await produce(scenario.topic, numbered(100, 1));
    const source = load(scenario.definition, { API_ADDRESS: '127.0.0.1:0' }).sources.get('kafka');
    assert.ok(source);
    const port = (await loadToolPort('kafka', source))();
    await port.connect();
    const metadata = formatLedger({
      pipeline,
      incarnation: '',
      next: 40n,
      openedAtMs: Date.now(),
      fingerprint: '0123456789ab',
      variant: null,
      onlyKey: null,
      givenUp: [],
    });
    try {
      await port.commitAlone([{ topic: scenario.topic, partition: 0, offset: 0n, metadata }]);
    } finally {
      await port.close();
    }
    return scenario;
  }

  it('by a pipeline of another name ends and says whose it is, and nothing is stored', async (t) => {
    const scenario = await begunBy(t, 'other');
    const consumer = await scenario.start(['--until-end']);
    const { code } = await consumer.exit;
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'LEDGER_FOREIGN');
    assert.match(fatal.message, /pipeline 'other'.*this is 'scenario'/);
    assert.ok(code !== null && code > 0);
    assert.deepEqual(await scenario.committed(), [0n]);
    assert.deepEqual(await scenario.bucket.list('raw/'), []);
  });

  it('by its own name with other rules, as in a rolling update, goes on', async (t) => {
    const scenario = await begunBy(t, 'scenario');
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    await scenario.assertExact();
  });
});
