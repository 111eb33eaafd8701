/**
 * Bills that were computed on paper, from the price list alone: 10,000 records a second of 1 KiB over a month of 730 hours
 * are 26,280,000,000 records, 26.91 TB or 25,063 GiB. The sums stand in dollars, as the paper has them.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { derive, type Figure, given } from '../../../infra/compare/model/figure.ts';
import { gatherFacts, type Facts, monthHours } from '../../../infra/compare/model/facts.ts';
import { functionCosts, functionSize, invocationsOf } from '../../../infra/compare/model/lambda.ts';
import { requestsCost } from '../../../infra/compare/model/objects.ts';
import type { ComponentName, Setup } from '../../../infra/compare/model/setup.ts';
import { crossZoneCost } from '../../../infra/compare/model/traffic.ts';
import { defaultQuestion, type Question } from '../../../infra/compare/model/question.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { type FargateSize, onEc2, onFargate } from '../../../infra/compare/setups/container.ts';
import { lambdaFirehose, mskFirehose } from '../../../infra/compare/setups/firehose.ts';
import { handlerSetup } from '../../../infra/compare/setups/handler.ts';
import { dataDelivery, mskConnect } from '../../../infra/compare/setups/msk.ts';
import { vectorOnEks } from '../../../infra/compare/setups/vector.ts';
import { plainMeasurements, withFigures } from './support/plain-measurements.ts';

const prices = await readPrices(null);
const paper: Question = {
  ...defaultQuestion,
  rate: 10_000,
  recordBytes: 1_024,
  compression: 'none',
  // a task of one vCPU holds it, as the paper takes for granted
  headroom: 1,
};
const factsIn = (region: string, change: Partial<Question> = {}): Facts =>
  gatherFacts({ ...paper, ...change }, region, prices, plainMeasurements);
const us = factsIn('us-east-1');
const seoul = factsIn('ap-northeast-2');

const part = ({ components }: Setup, name: ComponentName): number | null | undefined =>
  components.find((each) => each.name === name)?.cost.value;
const near = (got: number | null | undefined, written: number): void => {
  assert.ok(
    typeof got === 'number' && Math.abs(got - written) <= Math.max(0.5, written * 0.004),
    `${got} is not ${written}`,
  );
};
const number = (name: string, value: number): Figure =>
  given({ name, unit: '', value, origin: 'assumed', source: 'on paper' });

describe('10,000 records of 1 KiB a second, on paper', () => {
  const large = [{ vcpu: 1, gb: 2, threads: 1 }] as const;

  it('the container: three Fargate tasks of 1 vCPU and 2 GB', () => {
    near(part(onFargate(us, 'arm', large), 'compute'), 86.5);
    near(part(onFargate(seoul, 'arm', large), 'compute'), 99.5);
    near(part(onFargate(us, 'x86', large), 'compute'), 3 * 730 * (0.04048 + 2 * 0.004445));
  });

  it('reads across zones: two thirds of 25,063 GB at 0.02, and none with rackId', () => {
    near(crossZoneCost(us).value, 334);
    near(part(onFargate(us, 'arm', large, false), 'crossZone'), 334);
    assert.equal(part(onFargate(us, 'arm', large, true), 'crossZone'), undefined);
    assert.equal(crossZoneCost(factsIn('us-east-1', { zones: 1 })).value, 0);
  });

  it('the function: 4,090 records an event, 6.43 million events, one PUT each', () => {
    const invocations = invocationsOf(us);
    near(invocations.records.value, 4_090);
    near((invocations.month.value ?? 0) / 1e6, 6.43);
    for (const [seconds, compute] of [
      [0.3, 44.4],
      [0.6, 88.8],
      [1, 148],
    ] as const) {
      const duration = number('duration', seconds * 1_000);
      const costs = functionCosts(us, invocations, duration, number('memory', 1_769));
      near(costs.compute.value, compute);
      near(costs.invocations.value, 1.29);
    }
    near(requestsCost(us, invocations.month).value, 32);
    near(requestsCost(seoul, invocations.month).value, 29);
  });

  it('the free tier takes a million requests and 400,000 GB-seconds off, where it is asked for', () => {
    const free = factsIn('us-east-1', { freeTier: true });
    const [duration, memory] = [number('duration', 300), number('memory', 1_769)];
    const [paid, less] = [us, free].map((facts) =>
      functionCosts(facts, invocationsOf(facts), duration, memory),
    );
    near((paid?.compute.value ?? 0) - (less?.compute.value ?? 0), 400_000 * 0.0000133334);
    assert.ok(
      Math.abs((paid?.invocations.value ?? 0) - (less?.invocations.value ?? 0) - 0.2) < 1e-9,
    );
  });

  it('a provisioned mapping: three pollers are one unit', () => {
    near(part(handlerSetup(us, 'provisioned'), 'pollers'), 135);
    near(part(handlerSetup(seoul, 'provisioned'), 'pollers'), 165);
    // 102.4 MB/s: 21 pollers are 3 units by their number and 6 by 20 MB/s each
    const ten = factsIn('us-east-1', { rate: 100_000, partitions: 100 });
    near(part(handlerSetup(ten, 'provisioned'), 'pollers'), 6 * 730 * 0.185);
  });

  it('a poller waits for five invocations at most: those that take long need more of them', () => {
    // 20 bytes: 8 µs / 4 at least, and 1.2 MB/s are one poller; 60,000 / 10,000 = 6 a second
    const asked = { rate: 60_000, recordBytes: 20, partitions: 1_000 };
    const units = (measured: number): unknown => {
      const measurements = withFigures({
        'handler.cpu.small.none': measured,
        'handler.cpu.large.none': measured,
      });
      const facts = gatherFacts({ ...paper, ...asked }, 'us-east-1', prices, measurements);
      const pollers = handlerSetup(facts, 'provisioned').components.find(
        ({ name }) => name === 'pollers',
      );
      return pollers?.cost.inputs['units']?.value;
    };
    assert.equal(units(8), 1);
    // 10 s a batch and 1 s for a thousand objects, on 512 MB of 1,769: 38 s, so 229 at once, 46 pollers
    assert.equal(units(1_000), 5);
  });

  it('has more memory where invocations would take longer than the partitions allow', () => {
    const memory = (change: Partial<Question>): unknown => {
      const facts = factsIn('us-east-1', { recordBytes: 200, headroom: 2, ...change });
      return functionSize(facts, invocationsOf(facts)).memory.value;
    };
    // 300 MB by half as much again: 512 MB hold it
    assert.equal(memory({ rate: 10_000 }), 512);
    // ten batches a second of 92 ms of CPU: 418 ms at 512 MB, of which 12 partitions take 24 a second, but 10 need 20
    assert.equal(memory({ rate: 100_000, partitions: 12 }), 512);
    assert.equal(memory({ rate: 100_000, partitions: 6 }), 1_024);
    const facts = factsIn('us-east-1', {
      recordBytes: 200,
      rate: 100_000,
      headroom: 2,
      partitions: 6,
    });
    assert.equal(handlerSetup(facts, 'provisioned').limit, null);
  });

  it('its counters are nine metrics of CloudWatch', () => {
    near(part(handlerSetup(us, 'provisioned'), 'metrics'), 9 * 0.3);
  });

  it('a mapping on demand: two endpoints in three zones, or NAT, and 37,643 GB of JSON', () => {
    near(part(handlerSetup(us, 'on-demand-endpoints'), 'network'), 44 + 376);
    near(part(handlerSetup(seoul, 'on-demand-endpoints'), 'network'), 57 + 376);
    near(part(handlerSetup(us, 'on-demand-nat'), 'network'), 1_792);
    near(part(handlerSetup(seoul, 'on-demand-nat'), 'network'), 2_350);
  });

  it('Firehose: 125,313 GB where each record is 5 KB, 25,063 where they are joined', () => {
    near(part(lambdaFirehose(us, false), 'delivery'), 3_634);
    near(part(lambdaFirehose(seoul, false), 'delivery'), 4_511);
    near(part(lambdaFirehose(us, true), 'delivery'), 727);
    near(part(lambdaFirehose(seoul, true), 'delivery'), 902);
  });

  it('its endpoint: three zones of hours, and the records in Base64', () => {
    const both = part(lambdaFirehose(us, false), 'network') ?? 0;
    near(both - (part(handlerSetup(us, 'on-demand-endpoints'), 'network') ?? 0), 22 + 344);
  });

  it('above 500 TB Firehose is cheaper for what is above', () => {
    // ten times as much: 1,253,130 GB, of which 512,000 at 0.029 and the rest at 0.025
    const ten = factsIn('us-east-1', { rate: 100_000, partitions: 400 });
    near(part(lambdaFirehose(ten, false), 'delivery'), 512_000 * 0.029 + 741_130 * 0.025);
  });

  it('Firehose from MSK: 25,063 GB at 0.055, and the private connection', () => {
    const setup = mskFirehose(us);
    near(part(setup, 'delivery'), 1_378);
    near(part(setup, 'network'), 16.43 + 150.38);
    assert.equal(mskFirehose(seoul).monthly?.value, null);
  });

  it('MSK Data Delivery: 26.9 TB at 8, and the brokers that it needs', () => {
    near(part(dataDelivery(us, false), 'delivery'), 215);
    const brokers = part(dataDelivery(us, true), 'brokers') ?? 0;
    // 893 for three Express brokers and 251 for data in, less 460 for three of m5.large
    near(brokers, 893 + 251 - 460);
    const other = dataDelivery(factsIn('us-east-1', { brokers: 'self-managed' }), true);
    near(part(other, 'brokers'), 1_144);
  });

  it('MSK Connect by whole MCUs, Vector with its control plane', () => {
    // 10 µs of a small record; ours grows from 3 to 11.24 µs by 1 KiB, so 37.5 µs: 0.37 of a core
    near(part(mskConnect(us), 'compute'), 80.3);
    near(part(mskConnect(factsIn('us-east-1', { rate: 100_000 })), 'compute'), 4 * 80.3);
    near(part(vectorOnEks(us), 'controlPlane'), 73);
    assert.equal(mskConnect(seoul).monthly?.value, null);
  });
});

describe('the container', () => {
  it('takes as many tasks as its CPU at the peak needs, in the cheapest size', () => {
    // 4 + 36/1800 × 824 = 20.48 µs in zstd; × 2 in an even stream × 100,000 × headroom 2 = 8.19 vCPUs
    const tasks = (partitions: number, vcpu: 0.25 | 1): unknown => {
      const asked = { rate: 100_000, headroom: 2, compression: 'zstd', partitions } as const;
      const sizes = [{ vcpu, gb: 2 * vcpu, threads: 1 }] as readonly FargateSize[];
      const { components } = onFargate(factsIn('us-east-1', asked), 'arm', sizes);
      const compute = components.find(({ name }) => name === 'compute')?.cost;
      return compute?.inputs['count']?.value;
    };
    // a partition of 120 needs 0.068 of a core; a task has 0.01 less, so 14 of them, or 3
    assert.deepEqual([tasks(120, 1), tasks(120, 0.25)], [9, 40]);
    // of 24 it needs 0.34, of 12 0.68: whole partitions, so more tasks than 8.192 / 0.99
    assert.deepEqual([tasks(24, 1), tasks(12, 1)], [12, 12]);
    // 0.25 vCPU do not hold one of 12
    assert.equal(tasks(12, 0.25), undefined);
  });

  it('has one task a zone at least, and any other number that is asked for', () => {
    const tiny = { rate: 1, recordBytes: 200 };
    const least = (change: Partial<Question>): number | null | undefined =>
      part(onFargate(factsIn('us-east-1', { ...tiny, ...change }), 'arm'), 'network');
    near(least({}), 3 * 730 * 0.005);
    near(least({ zones: 1 }), 730 * 0.005);
    near(least({ leastTasks: 2 }), 2 * 730 * 0.005);
  });

  it('is not put into a size that its memory does not fit in', () => {
    const facts = factsIn('us-east-1');
    const none = onFargate(facts, 'arm', [{ vcpu: 0.25, gb: 0.25 as 0.5, threads: 1 }]);
    assert.match(none.limit ?? '', /memory/);
    assert.equal(none.monthly, null);
  });

  it('does not stop at a machine whose price is not known', () => {
    // c7g.medium has no price in Seoul
    const { components } = onEc2(seoul);
    assert.ok(components.every(({ cost }) => cost.value !== null));
  });

  it('stores an object of a partition by age or by size, whichever comes first', () => {
    const puts = (change: Partial<Question>): number => {
      const setup = onFargate(factsIn('us-east-1', change), 'arm');
      return Math.round((part(setup, 's3Requests') ?? 0) / 0.000005);
    };
    // 12 partitions, 2,628,000 s by 300 s
    assert.equal(puts({ rate: 100, recordBytes: 200 }), 12 * 8_760);
    // 16 MiB by 1,024 B are 16,384 records; a partition of 12 has 833.3 a second
    const bySize = puts({ maxBytes: 16_777_216 });
    assert.equal(bySize, Math.round((10_000 * 2_628_000) / 16_384));
    // never more than there are records
    assert.equal(puts({ rate: 0.001 }), 2_628);
  });

  it('sends a large object in parts of 16 MiB, with three requests besides', () => {
    const facts = factsIn('us-east-1', { maxBytes: 67_108_864, timeoutSecs: 3_600 });
    const objects = (10_000 * 2_628_000) / 65_536;
    near(part(onFargate(facts, 'arm'), 's3Requests'), objects * (4 + 3) * 0.000005);
  });

  it('counts storage only where it is asked for', () => {
    assert.equal(part(onFargate(us, 'arm'), 'storage'), undefined);
    const kept = factsIn('us-east-1', { storageDays: 365, compression: 'zstd' });
    // a fifth of 25,063 GB a month, for twelve months of 730 h
    near(part(onFargate(kept, 'arm'), 'storage'), (25_063 / 5) * 12 * 0.023);
  });
});

it('a sum is its parts', () => {
  const setup = handlerSetup(us, 'provisioned');
  const sum = setup.components.reduce((all, { cost }) => all + (cost.value ?? 0), 0);
  assert.ok(Math.abs((setup.monthly?.value ?? 0) - sum) < 1e-9);
  assert.equal(derive('twice', 'h', 'hours * 2', { hours: monthHours }).value, 1_460);
});
