import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { contextNames } from '../../../infra/aws/settings/context.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import type { PriceId } from '../../../infra/compare/model/prices.ts';
import { cli } from '../../support/cli.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');

describe('docs/deploy-aws.md', () => {
  const text = read('deploy-aws.md');

  it('has every setting, and no other', () => {
    const table = text.slice(text.indexOf('## Settings'), text.indexOf('## Why'));
    const rows = [...table.matchAll(/^\| (`[^|]*)\|/gm)].map(([, names = '']) => names);
    const told = rows.flatMap((names) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    assert.deepEqual(new Set(told), new Set<string>(contextNames));
    for (const [, name = ''] of text.matchAll(/-c (\w+)=/g)) {
      assert.ok((contextNames as readonly string[]).includes(name), name);
    }
  });

  it('says what the prices come to', async () => {
    const { regions } = await readPrices(null);
    const hours = 730;
    const usd = (id: PriceId): number => regions['us-east-1']?.[id]?.usd ?? NaN;
    const task = (vcpu: PriceId, gb: PriceId): number => hours * (0.5 * usd(vcpu) + usd(gb));
    const told = {
      task: task('fargate.vcpuHour.arm', 'fargate.gbHour.arm'),
      spot: task('fargate.spot.vcpuHour.arm', 'fargate.spot.gbHour.arm'),
      poller: hours * usd('lambda.pollerUnitHour'),
      nat: hours * usd('nat.hour'),
      endpoint: hours * usd('endpoint.hour'),
    };
    for (const [what, price] of Object.entries(told)) {
      assert.ok(text.includes(`$${price.toFixed(2)}`), `${what}: $${price.toFixed(2)}`);
    }
  });
});

describe('docs/migration.md', () => {
  it('names commands and options that there are', async () => {
    const commands = [...read('migration.md').matchAll(/npx sluice (\w+)([^\n`|]*)/g)];
    assert.ok(commands.length > 5);
    for (const [, command = '', rest = ''] of commands) {
      const { code, out } = await cli([command, '--help']);
      assert.equal(code, 0, command);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
        assert.ok(out.includes(option), `sluice ${command} ${option}`);
      }
    }
  });
});
