import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { cli } from '../../../support/cli.ts';
import { scenarioPipeline } from '../../../support/consumer-process.ts';
import { produce } from '../../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../../support/scenario.ts';

const scenarios: Scenario[] = [];

describe('a consumer that shows its records', { timeout: 120_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  for (const threads of [1, 2]) {
    it(`with ${threads} threads shows them to sluice tap, its figures to sluice top, and stores all`, async () => {
      const scenario = await makeScenario({
        partitions: 4,
        sink: { inputs: ['checked'] },
        top: {
          threads,
          api: { enabled: true, address: '${API_ADDRESS}', tap: true },
          transforms: { checked: { inputs: ['kafka'], program: 'needsNumber' } },
        },
      });
      scenarios.push(scenario);
      const consumer = await scenario.start([]);
      await consumer.untilTold('partitions_assigned');
      const url = consumer.address;
      const env = { API_ADDRESS: new URL(url).host };
      process.env['SLUICE_SCENARIO'] = JSON.stringify(scenario.definition);
      const stop = new AbortController();
      const lines: string[] = [];
      const args = ['tap', scenarioPipeline, 'checked', '--meta', '--limit', '8'];
      const { code, err } = await cli(args, {
        env,
        signal: stop.signal,
        onErr: (text) => {
          if (text.startsWith('connected')) void produce(scenario.topic, numbered(400, 4));
        },
        onOut: (text) => {
          lines.push(text);
          stop.abort();
        },
      });
      assert.deepEqual([code, err], [0, 'connected to scenario\n']);
      const [shown] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      assert.equal(shown?.['component_id'], 'checked');
      assert.equal(typeof (shown['event'] as { number: unknown }).number, 'number');
      await scenario.untilDrained();
      await scenario.assertExact();
      const over = new AbortController();
      const top = await cli(['top', '--url', url, '--json'], {
        signal: over.signal,
        onOut: () => over.abort(),
      });
      const { components } = JSON.parse(top.out) as {
        components: { component: string; eventsOut: { total: number } }[];
      };
      const [received = 0, checked, stored] = components.map(({ eventsOut }) => eventsOut.total);
      // while threads share the partitions out, some are fetched twice, and stored once
      assert.ok(received >= 400);
      assert.deepEqual([checked, stored], [received, 400]);
      assert.equal((await consumer.stop()).code, 0);
    });
  }
});
