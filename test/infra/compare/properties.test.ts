/** What holds for every bill, whatever is asked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Figure } from '../../../infra/compare/model/figure.ts';
import { compileFormula } from '../../../infra/compare/model/formula.ts';
import {
  brokerKinds,
  compressions,
  defaultQuestion,
  type Question,
} from '../../../infra/compare/model/question.ts';
import { type Setup, usdOf } from '../../../infra/compare/model/setup.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { compare, containerName } from '../../../infra/compare/report/comparison.ts';
import { explain, withNumbers } from '../../../infra/compare/report/explain.ts';
import { setupsAt } from '../../../infra/compare/setups/all-setups.ts';
import { plainMeasurements } from './support/plain-measurements.ts';

const prices = await readPrices(null);
const groundOf = (region: string) => ({ region, prices, measurements: plainMeasurements });
const ground = groundOf('us-east-1');

const questions: fc.Arbitrary<Question> = fc
  .record({
    rate: fc.integer({ min: 0, max: 600 }).map((tenths) => 10 ** (tenths / 100)),
    recordBytes: fc.integer({ min: 20, max: 20_000 }),
    producerRatio: fc.constantFrom(1, 2.5, 8),
    partitions: fc.integer({ min: 1, max: 200 }),
    zones: fc.integer({ min: 1, max: 4 }),
    rackId: fc.boolean(),
    brokers: fc.constantFrom(null, ...brokerKinds),
    compression: fc.constantFrom(...compressions),
    timeoutSecs: fc.integer({ min: 1, max: 900 }),
    headroom: fc.integer({ min: 1, max: 4 }),
    vcpuFactor: fc.constantFrom(0.6, 1, 2),
    storageDays: fc.constantFrom(0, 30),
    freeTier: fc.boolean(),
  })
  .map((asked) => ({ ...defaultQuestion, ...asked }));

/** Whether each formula over the values of its inputs is the value of the figure, from the bill down. */
function checkFigure(figure: Figure, seen: Set<Figure>): void {
  if (seen.has(figure)) return;
  seen.add(figure);
  for (const input of Object.values(figure.inputs)) checkFigure(input, seen);
  if (figure.formula === null || figure.value === null) return;
  const values = Object.entries(figure.inputs).map(([name, { value }]) => [name, value]);
  const again = compileFormula(figure.formula)(
    Object.fromEntries(values) as Record<string, number>,
  );
  assert.equal(figure.value, again, figure.name);
}

describe('a bill', () => {
  it('is the sum of its components, and each number is its formula over the others', () => {
    fc.assert(
      fc.property(questions, fc.constantFrom('us-east-1', 'ap-northeast-2'), (asked, region) => {
        for (const setup of setupsAt(asked, groundOf(region))) {
          const { components, monthly, limit, name } = setup;
          assert.equal(monthly === null, limit !== null, name);
          if (monthly === null) continue;
          checkFigure(monthly, new Set());
          const parts = components.map(({ cost }) => cost.value);
          assert.equal(usdOf(setup) === null, parts.includes(null), name);
          if (monthly.value === null) assert.ok(monthly.missing.length > 0, name);
          else {
            const sum = parts.reduce<number>((all, cost) => all + (cost ?? 0), 0);
            assert.ok(Math.abs(sum - monthly.value) <= 1e-9 * sum, name);
          }
          for (const { name: part, cost } of components) {
            // those that are given back may have cost more than those that come
            if (part !== 'brokers') assert.ok((cost.value ?? 0) >= 0, `${name}: ${part}`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('can be computed again from what is printed, to six digits', () => {
    fc.assert(
      fc.property(questions, (asked) => {
        for (const { monthly } of setupsAt(asked, ground)) {
          if (monthly === null) continue;
          for (const line of explain(monthly).values()) {
            if (line.formula === null || line.value === null) continue;
            const again = compileFormula(withNumbers(line))({});
            assert.ok(
              Math.abs(again - line.value) <= Math.abs(line.value) * 1e-6 + 1e-9,
              `${line.name}: ${withNumbers(line)} is ${again}, not ${line.value}`,
            );
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not fall with the rate', () => {
    const factor = fc.integer({ min: 101, max: 2_000 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(questions, factor, (asked, times) => {
        // two pollers have half of the partitions in each batch, so fewer objects for more records: told apart here
        const slow: Question = { ...asked, partitionsPerInvocation: 1, freeTier: false };
        const fast = { ...slow, rate: slow.rate * times };
        const more = new Map(setupsAt(fast, ground).map((setup) => [setup.name, setup]));
        for (const setup of setupsAt(slow, ground)) {
          const [less, most] = [usdOf(setup), usdOf(more.get(setup.name) as Setup)];
          if (less === null || most === null) continue;
          assert.ok(less <= most * (1 + 1e-9), `${setup.name}: ${less} at ${slow.rate}, ${most}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('counts what each machine costs beside itself before one is taken', () => {
    const asked = { ...defaultQuestion, brokers: null, recordBytes: 3_485, partitions: 143 };
    const question: Question = { ...asked, zones: 1, headroom: 4, vcpuFactor: 2, leastTasks: 1 };
    // two of 0.25 vCPU cost what one of 0.5 does, but have two addresses and two logs
    for (const rate of [758, 797]) {
      const setup = setupsAt({ ...question, rate }, ground).find(
        ({ name }) => name === 'container-fargate',
      );
      const network = setup?.components.find(({ name }) => name === 'network');
      assert.equal(network?.cost.value, 3.65, `at ${rate} events a second`);
    }
  });
});

describe('where lines cross', () => {
  it('each is the cheaper one on its side, and no crossing means that one is cheaper throughout', () => {
    const costs = (asked: Question, rate: number, name: string): number | null => {
      const found = setupsAt({ ...asked, rate }, ground).find((setup) => setup.name === name);
      return found === undefined ? null : usdOf(found);
    };
    let places = 0;
    fc.assert(
      fc.property(questions, (any) => {
        const asked = { ...any, brokers: null, recordBytes: Math.min(any.recordBytes, 2_000) };
        for (const { handler, places: found, cheaper } of compare(asked, ground).crossings) {
          for (const { rate, cheaperAbove, cheaperBelow } of found) {
            const [above, below] = [cheaperAbove, cheaperBelow].map((name) => [
              costs(asked, rate * 1.000001, name),
              costs(asked, rate / 1.0101, name),
            ]);
            assert.ok((above?.[0] ?? 0) < (below?.[0] ?? 0), `${handler} from ${rate}`);
            assert.ok((below?.[1] ?? 0) < (above?.[1] ?? 0), `${handler} below ${rate}`);
            places++;
          }
          if (found.length > 0 || cheaper === null) continue;
          for (const rate of [1, 100, 10_000]) {
            const ours = costs(asked, rate, containerName);
            const theirs = costs(asked, rate, handler);
            if (ours === null || theirs === null || ours === theirs) continue;
            assert.equal(ours < theirs ? containerName : handler, cheaper, `at ${rate}`);
          }
        }
      }),
      { numRuns: 8, seed: 8 },
    );
    assert.ok(places > 5, `${places} crossings`);
  });
});
