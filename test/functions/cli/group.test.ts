import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadToolPort } from '../../../functions/cli/load-tool-port.ts';
import {
  formatLedger,
  formatResetMark,
  formatResetNote,
} from '../../../shared/engine/exact/ledger.ts';
import { cli } from '../../support/cli.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { load } from '../../support/minimal-pipeline.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

interface Told {
  readonly drained: boolean;
  readonly obstacles: readonly string[];
  readonly members: readonly { readonly clientId: string }[];
  readonly partitions: readonly { readonly committed: string | null; readonly state: string }[];
}

const ledger = {
  incarnation: '',
  next: 9n,
  openedAtMs: 1,
  fingerprint: '0123456789ab',
  variant: null,
  onlyKey: null,
  givenUp: [],
};

describe('sluice group', { timeout: 120_000 }, () => {
  let scenario: Scenario;

  const group = async (): Promise<{ readonly code: number; readonly told: Told }> => {
    process.env['SLUICE_SCENARIO'] = JSON.stringify(scenario.definition);
    const args = ['group', scenarioPipeline, '--drained', '--json'];
    const { code, out, err } = await cli(args, { env: { API_ADDRESS: '127.0.0.1:0' } });
    assert.equal(err, '');
    return { code, told: JSON.parse(out) as Told };
  };

  before(async () => {
    scenario = await makeScenario({ partitions: 2, sink: { batch: { timeoutSecs: 1 } } });
    await produce(scenario.topic, numbered(200, 2, 0));
  });
  after(() => scenario.remove());

  it('is drained before anybody was there', async () => {
    const { code, told } = await group();
    assert.equal(code, 0);
    assert.deepEqual(
      told.partitions.map(({ committed, state }) => [committed, state]),
      [
        [null, 'no offset'],
        [null, 'no offset'],
      ],
    );
  });

  it('is not while a consumer is in it, and is again when that has stopped', async () => {
    const consumer = await scenario.start([]);
    await waitUntil('a consumer has committed all', async () => {
      const { told } = await group();
      return (
        told.members.length === 1 && told.partitions.every(({ committed }) => committed === '100')
      );
    });
    const { code, told } = await group();
    assert.equal(code, 1);
    assert.match(told.obstacles[0] ?? '', /is a member: stop it/);
    assert.equal((await consumer.stop()).code, 0);
    const stopped = await group();
    assert.deepEqual([stopped.code, stopped.told.drained, stopped.told.obstacles], [0, true, []]);
    assert.deepEqual(
      stopped.told.partitions.map(({ committed, state }) => [committed, state]),
      [
        ['100', 'settled'],
        ['100', 'settled'],
      ],
    );
  });

  it('tells what is beside an offset', async () => {
    const { sources } = load(scenario.definition, { API_ADDRESS: '127.0.0.1:0' });
    const source = sources.get('kafka');
    assert.ok(source);
    const port = (await loadToolPort('kafka', source))();
    await port.connect();
    const cases = [
      [formatLedger({ ...ledger, pipeline: 'scenario' }), /^unfinished epoch \[5, 9\)$/, 1],
      [formatLedger({ ...ledger, pipeline: 'other' }), /^LEDGER_FOREIGN$/, 1],
      [formatResetMark({ pipeline: 'scenario', from: null, target: 5n }), /^RESET_UNFINISHED$/, 1],
      [formatResetNote(5n), /^settled$/, 0],
      ['somebody else', /^settled$/, 0],
    ] as const;
    try {
      for (const [metadata, state, status] of cases) {
        await port.commitAlone([{ topic: scenario.topic, partition: 0, offset: 5n, metadata }]);
        const { code, told } = await group();
        assert.match(told.partitions[0]?.state ?? '', state);
        assert.equal(code, status, metadata);
      }
    } finally {
      await port.close();
    }
  });
});
