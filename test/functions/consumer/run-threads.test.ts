import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { LogLine } from '../../support/log-line.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

/** Which threads told of it. */
function threadsOf(lines: readonly LogLine[]): number[] {
  return [...new Set(lines.map((line) => Number(line['thread'])))].toSorted((a, b) => a - b);
}

describe('a consumer of several threads', { timeout: 180_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  for (const threads of [2, 3]) {
    it(`drains a topic with ${threads} threads, each record once, and ends`, async () => {
      const scenario = await begin({
        partitions: 6,
        transforms: undefined,
        sink: { compression: 'gzip' },
        top: { threads: `${threads}`, transforms: {} },
      } as never);
      await produce(scenario.topic, numbered(12_000, 6));
      const consumer = await scenario.start(['--until-end']);
      assert.deepEqual(await consumer.exit, { code: 0, signal: null });
      await scenario.assertExact();
      assert.deepEqual(await scenario.committed(), await scenario.logEnds());
      assert.deepEqual(
        threadsOf(consumer.told('shutdown_finished')),
        Array.from({ length: threads }, (_, index) => index + 1),
      );
      console.log(consumer.lines.filter((l) => /assign|rebal|Stopped|Started/i.test(l)).map((l) => l.slice(0, 300)).join('\n'));
    });
  }
});
