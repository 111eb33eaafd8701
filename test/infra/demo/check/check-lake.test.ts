import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLake } from '../../../../infra/demo/check/check-lake.ts';
import type { LakeCheck } from '../../../../infra/demo/check/check-lake.ts';
import { withDemoLake } from '../../../support/demo-lake.ts';
import type { DemoLake } from '../../../support/demo-lake.ts';

const count = 1000;

describe('a lake as it should be', () => {
  for (const compression of ['none', 'gzip', 'zstd'] as const) {
    it(`is found right, compression ${compression}`, async () => {
      await withDemoLake({ count, compression }, async ({ folder, truth }) => {
        const { sample, ...figures } = await checkLake(folder, truth);
        assert.deepEqual(figures, {
          stored: count - 10,
          deadLettered: 10,
          missing: 0,
          duplicated: 0,
          hours: 7,
          faults: [],
        });
        const sums = sample?.rows.map(({ device_name: device, hour, events, one }) => {
          return { device, hour, events, one };
        });
        const expected = truth.hours
          .filter(({ device, hour }) => /^device_[ab]$/.test(device) && /28-2[123]$/.test(hour))
          .toSorted((a, b) => (a.device + a.hour < b.device + b.hour ? -1 : 1))
          .map(({ device, hour, events, one }) => ({ device, hour, events, one }));
        assert.deepEqual(sums, expected);
      });
    });
  }
});

describe('a lake that may have copies', () => {
  const twice = async (lake: DemoLake, keys: readonly string[]): Promise<void> =>
    lake.write(first(keys).replace('t+0', 't+1'), await lake.read(first(keys)));

  it('has them counted, of events and of dead letters, and is found right', async () => {
    await withDemoLake({ count }, async (lake) => {
      await twice(lake, lake.data);
      await twice(lake, lake.letters);
      const { missing, duplicated, stored, deadLettered, faults } = await checkLake(
        lake.folder,
        lake.truth,
        true,
      );
      assert.deepEqual(faults, []);
      assert.equal(missing, 0);
      assert.equal(duplicated, stored + deadLettered - count);
      assert.ok(stored > count - 10 && deadLettered > 10);
    });
  });

  it('is found wrong where something is missing', async () => {
    await withDemoLake({ count }, async (lake) => {
      await lake.delete(first(lake.data));
      const { faults } = await checkLake(lake.folder, lake.truth, true);
      assert.match(faults.join(), /^\d+ of 1,000 records are missing/);
    });
  });
});

interface Damage {
  readonly what: string;
  readonly damage: (lake: DemoLake) => Promise<void>;
  readonly fault: RegExp;
  /** Figures that must tell it, too. */
  readonly figures?: Partial<LakeCheck>;
}

/** Changes the first line that a pattern is found in. */
function edit(kind: 'data' | 'letters', pattern: RegExp, by: string): Damage['damage'] {
  return async (lake) => {
    for (const key of lake[kind]) {
      const content = await lake.read(key);
      if (!pattern.test(content)) continue;
      await lake.write(key, content.replace(pattern, by));
      return;
    }
    assert.fail(`nothing to edit: ${pattern}`);
  };
}

const first = (keys: readonly string[]): string => keys[0] ?? assert.fail('no objects');

const damages: readonly Damage[] = [
  {
    what: 'an object is deleted',
    damage: async (lake) => lake.delete(first(lake.data)),
    fault:
      /^\d+ of 1,000 records are missing: neither stored nor dead-lettered; the first is event_id 0$/,
  },
  {
    what: 'every object is deleted',
    damage: async (lake) => {
      for (const key of [...lake.data, ...lake.letters]) await lake.delete(key);
    },
    fault: /^1,000 of 1,000 records are missing/,
    figures: { missing: 1000, stored: 0, deadLettered: 0 },
  },
  {
    what: 'an object is there twice',
    damage: async (lake) =>
      lake.write(first(lake.data).replace('t+0', 't+1'), await lake.read(first(lake.data))),
    fault: /^\d+ copies too many; the first is event_id 0, 2 times, in t\+0\.log and t\+1\.log$/,
    figures: { missing: 0 },
  },
  {
    what: 'a line is there twice',
    damage: edit('data', /^(.*)\n/, '$1\n$1\n'),
    fault: /^one copy too many; the first is event_id \d+, 2 times, in t\+0\.log$/,
    figures: { missing: 0, duplicated: 1, stored: count - 9 },
  },
  {
    what: 'a line is cut off',
    damage: edit('data', /"sensor":.*\n/, '\n'),
    fault: /^one line is no event that was produced, the first in t\+0\.log$/,
    figures: { missing: 1, duplicated: 0 },
  },
  {
    what: 'a line is added that is no event',
    damage: edit('data', /$/, '{"event_id":123456}\n'),
    fault: /^one line is no event that was produced/,
    figures: { missing: 0, duplicated: 0, stored: count - 9 },
  },
  {
    what: 'an event is stored under the number of a broken record',
    damage: async (lake) => {
      const [broken] = lake.truth.broken;
      await edit('data', /$/, `{"event_id":${broken?.id}}\n`)(lake);
    },
    fault: /^one line is no event that was produced/,
  },
  {
    what: 'a large integer went through a double',
    damage: edit('data', /"serial":9007199254740993/, '"serial":9007199254740992'),
    fault:
      /^one line is there with a changed number: event_id 0, produced 9007199254740993 and 1\.0, stored 9007199254740992 and 1\.0$/,
    figures: { missing: 0, duplicated: 0 },
  },
  {
    what: 'a decimal lost its zeros',
    damage: edit('data', /"reading":0\.1000/, '"reading":0.1'),
    fault:
      /^one line is there with a changed number: event_id \d+, produced \S+ and 0\.1000, stored \S+ and 0\.1$/,
  },
  {
    what: 'an exponent was written out',
    damage: edit('data', /"reading":1e5/, '"reading":100000'),
    fault: /^one line is there with a changed number/,
  },
  {
    what: 'a number became a text',
    damage: edit('data', /"serial":(9007199254740993)/, '"serial":"$1"'),
    fault: /^one line is there with a changed number/,
  },
  {
    what: 'the exact numbers are gone',
    damage: edit('data', /,"exact":\{[^}]*\}/, ''),
    fault: /^one line is there with a changed number: .* stored null and null$/,
  },
  {
    what: 'a temperature lost its last zero',
    damage: edit('data', /("temperature":-?\d+\.\d)0,/, '$1,'),
    fault: /^one line is there without the two decimals of its temperature/,
    figures: { missing: 0, duplicated: 0 },
  },
  {
    what: 'a counter changed',
    damage: edit('data', /"two":\d+/, '"two":1000000'),
    fault:
      /^the counters of device_[a-x] in hour 2024-12-28-19 do not add up to what was produced$/,
    figures: { missing: 0, duplicated: 0 },
  },
  {
    what: 'an object lies in the prefix of another hour',
    damage: async (lake) => {
      const key = first(lake.data);
      await lake.write(
        key.replace(/dth=[^/]*/, 'dth=2024-12-28-23').replace('t+0', 't+1'),
        await lake.read(key),
      );
      await lake.delete(key);
    },
    fault:
      /^\d+ lines are in the prefix of another hour: event_id 0 of 2024-12-28T19:\S+ in dth=2024-12-28-23, t\+1\.log$/,
    figures: { missing: 0, duplicated: 0 },
  },
  {
    what: "an event has another record's key",
    damage: edit('data', /"message_key":"device_."/, '"message_key":"device_?"'),
    fault: /^one line is there without the record's own message_key or timestamp/,
  },
  {
    what: 'an event has the time of its processing',
    damage: edit('data', /"timestamp":"[^"]*"/, '"timestamp":"2026-01-01T00:00:00.000Z"'),
    fault: /^one line is there without the record's own message_key or timestamp/,
  },
  {
    what: 'a dead letter is missing',
    damage: edit('letters', /^.*\n/, ''),
    fault: /^9 dead letters, but 10 broken records were produced$/,
    figures: { missing: 1, deadLettered: 9 },
  },
  {
    what: 'a dead letter is there twice',
    damage: edit('letters', /^(.*)\n/, '$1\n$1\n'),
    fault: /^11 dead letters, but 10 broken records were produced$/,
    figures: { missing: 0, duplicated: 1 },
  },
  {
    what: 'a dead letter is not whole',
    damage: edit('letters', /please call service/, 'please'),
    fault: /^the dead letter of record \d+ \(NOT_JSON\) is not there as it was produced/,
    figures: { missing: 1, deadLettered: 10 },
  },
  {
    what: 'a dead letter has another code',
    damage: edit('letters', /NOT_UTF8/, 'NOT_JSON'),
    fault: /^the dead letter of record \d+ \(NOT_UTF8\) has the code NOT_JSON$/,
    figures: { missing: 0 },
  },
  {
    what: 'dead letters lie in the prefix of another day',
    damage: async (lake) => {
      const key = first(lake.letters);
      await lake.write(key.replace(/dt=[^/]*/, 'dt=2026-01-01'), await lake.read(key));
      await lake.delete(key);
    },
    fault: /^\d+ dead letters are in the prefix of another day/,
  },
  {
    what: 'an object is not UTF-8',
    damage: async (lake) => lake.write(first(lake.data), Buffer.from([0x7b, 0xff, 0xfe, 0x0a])),
    fault: /^DuckDB cannot read the objects/,
    figures: { missing: 1000, sample: null },
  },
];

describe('the check turns red when', () => {
  for (const { what, damage, fault, figures = {} } of damages) {
    it(what, async () => {
      await withDemoLake({ count }, async (lake) => {
        await damage(lake);
        const check = await checkLake(lake.folder, lake.truth);
        assert.ok(
          check.faults.some((line) => fault.test(line)),
          `faults: ${check.faults.join('\n')}`,
        );
        for (const [name, value] of Object.entries(figures)) {
          assert.deepEqual(check[name as keyof LakeCheck], value, name);
        }
      });
    });
  }
});
