import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cli } from '../../support/cli.ts';

interface Advised {
  readonly cheapest: { readonly name: string; readonly isSluice: boolean } | null;
  readonly next: { readonly name: string } | null;
  readonly fit: readonly { readonly name: string; readonly monthlyUsd: number }[];
  readonly unpriced: readonly { readonly name: string }[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

const ask = async (...args: string[]) => cli(['advise', ...args]);

async function advised(...args: string[]): Promise<Advised> {
  const { out, err } = await ask('--json', ...args);
  assert.equal(err, '');
  return JSON.parse(out) as Advised;
}

const refusal = ({ refused }: Advised, name: string): string =>
  refused.find((each) => each.name === name)?.why ?? '';

describe('sluice advise', () => {
  it('says the cheapest, the next of another kind, and why', async () => {
    const args = ['--rate', '10000', '--record-bytes', '200', '--region', 'ap-northeast-2'];
    const { code, out } = await ask(...args, '--zones', '3');
    assert.equal(code, 0);
    assert.match(out, /^Cheapest: Container on Fargate, ARM, \$\d+ a month\.$/m);
    assert.match(out, /^Next: (?!Container).*more, mostly/m);
    assert.match(out, /msk-connect +a price is not known: price of msk\.connect\.mcuHour/);
    const { fit } = await advised(...args);
    const sums = fit.map(({ monthlyUsd }) => monthlyUsd);
    assert.deepEqual(
      sums,
      sums.toSorted((a, b) => a - b),
    );
  });

  it('can say that it is not Sluice', async () => {
    const args = ['--rate', '1000', '--brokers', 'express', '--freshness-secs', '600'];
    const { code, out } = await ask(...args);
    assert.equal(code, 0);
    assert.match(out, /^Not Sluice: MSK Data Delivery/m);
    assert.equal((await advised(...args)).cheapest?.isSluice, false);
  });

  for (const [what, args, name, why] of [
    [
      'fresher than it is',
      ['--freshness-secs', '60'],
      'msk-data-delivery-migrating',
      /300 s at best/,
    ],
    [
      'no container',
      ['--operations', 'function'],
      'container-fargate',
      /would operate a container/,
    ],
    ['no record twice', ['--exactly-once'], 'handler-provisioned', /at least once/],
    ['transforms', ['--transforms'], 'msk-firehose', /as they are/],
    ['tasks that stay', [], 'container-fargate-spot', /--spot allows it/],
    ['standard brokers, unless said', [], 'msk-data-delivery', /yours: standard/],
  ] as const) {
    it(`refuses what does not meet a need: ${what}`, async () => {
      assert.match(refusal(await advised(...args), name), why);
    });
  }

  it('says so where nothing meets the needs, with status 1', async () => {
    const args = ['--operations', 'function', '--exactly-once', '--transforms'];
    const { code, out } = await ask(...args);
    assert.equal(code, 1);
    assert.match(out, /^Nothing meets these needs\.$/m);
    assert.equal((await advised(...args)).cheapest, null);
  });

  for (const [args, expected] of [
    [['--region', 'mars-1'], /no prices of 'mars-1'/],
    [['--operations', 'some'], /allowed: nothing, function, container, cluster/],
    [['--freshness-secs', '0'], /--freshness-secs: got '0'/],
    [['--rates', '1'], /--rate/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, err } = await ask(...args);
      assert.equal(code, 78);
      assert.match(err, expected);
    });
  }
});
