/** What a setup cannot do at a load is shown as not possible, with the limit that forbids it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultQuestion, type Question } from '../../../infra/compare/model/question.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { compare } from '../../../infra/compare/report/comparison.ts';
import { jsonReport } from '../../../infra/compare/report/json.ts';
import { terminalReport } from '../../../infra/compare/report/terminal.ts';
import type { SetupName } from '../../../infra/compare/setups/all-setups.ts';
import { plainMeasurements } from './support/plain-measurements.ts';

const ground = {
  region: 'us-east-1',
  prices: await readPrices(null),
  measurements: plainMeasurements,
};

interface Case {
  readonly what: string;
  readonly asked: Partial<Question>;
  readonly setup: SetupName;
  readonly limit: RegExp;
}

const cases: readonly Case[] = [
  {
    what: 'too few partitions for the container',
    asked: { rate: 1_000_000, partitions: 1 },
    setup: 'container-fargate',
    // 4 µs × 2 in an even stream, twice for headroom: a core does 62,500
    limit: /one thread reads a partition: 1 partitions take about 62500 events\/s/,
  },
  {
    what: 'too few partitions for the function',
    asked: { rate: 100_000, partitions: 1, recordBytes: 20 },
    setup: 'handler-provisioned',
    limit: /a partition has one invocation at a time: 1 partitions/,
  },
  {
    what: 'too few partitions for the pollers',
    asked: { rate: 3_000, recordBytes: 5_000, partitions: 2 },
    setup: 'handler-provisioned',
    limit:
      /a poller reads 5 MB\/s and there are at most as many as partitions: 2, but 3 are needed/,
  },
  {
    what: 'a record that 6 MB of JSON do not hold',
    asked: { rate: 1, recordBytes: 5_000_000 },
    setup: 'handler-on-demand-nat',
    limit: /an event has 6 MB: a record of 5000000 bytes does not fit/,
  },
  {
    what: 'a record that Firehose does not take',
    asked: { rate: 1, recordBytes: 1_100_000 },
    setup: 'lambda-firehose',
    limit: /Firehose takes records of 1,000 KiB/,
  },
  {
    what: 'a partition that Firehose cannot follow',
    asked: { rate: 10_000, recordBytes: 2_000, partitions: 2 },
    setup: 'msk-firehose',
    limit: /10 MB\/s of a partition: 2 give 20, and 40 are needed/,
  },
  {
    what: 'brokers that Firehose does not read',
    asked: { brokers: 'self-managed' },
    setup: 'msk-firehose',
    limit: /the brokers are your own/,
  },
  {
    what: 'fresher than Data Delivery is',
    asked: { timeoutSecs: 60 },
    setup: 'msk-data-delivery-migrating',
    limit: /300 s at best; 60 s are asked for/,
  },
  {
    what: 'other brokers than Express',
    asked: { brokers: 'standard' },
    setup: 'msk-data-delivery',
    limit: /needs Express brokers; yours: standard/,
  },
  {
    what: 'more PUTs than S3 takes',
    asked: { partitions: 40_000, timeoutSecs: 10 },
    setup: 'container-fargate',
    limit: /3500 PUTs a second/,
  },
];

describe('a load that a setup cannot take', () => {
  for (const { what, asked, setup, limit } of cases) {
    it(what, () => {
      const comparison = compare({ ...defaultQuestion, ...asked }, ground);
      const { setups } = jsonReport(comparison, []) as {
        readonly setups: readonly {
          readonly name: string;
          readonly monthlyUsd: number | null;
          readonly components: object;
          readonly limit: string | null;
        }[];
      };
      const found = setups.find(({ name }) => name === setup);
      assert.equal(found?.monthlyUsd, null);
      assert.deepEqual(found.components, {});
      assert.match(found.limit ?? '', limit);
      const line = terminalReport(comparison, [])
        .split('\n')
        .find((each) => each.startsWith(`  ${setup} `));
      assert.match(line ?? '', /not possible/);
      assert.match(line ?? '', limit);
    });
  }

  it('is told before the account quota of invocations at once, which AWS raises', () => {
    const asked = { rate: 20_000_000, partitions: 10_000 };
    const { ranged } = compare({ ...defaultQuestion, ...asked }, ground);
    const { setup } = ranged.find((each) => each.setup.name === 'handler-provisioned')!;
    assert.equal(setup.limit, null);
    assert.ok(setup.conditions.some((each) => each.includes('default quota of 1,000')));
  });
});
