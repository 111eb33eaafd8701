import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { cli, type CliResult } from '../../support/cli.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { produce } from '../../support/produce.ts';
import { fileOf, readWithHyparquet } from '../../support/read-parquet.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

const sink = {
  encoding: { codec: 'parquet' },
  batch: { maxBytes: 100_000, timeoutSecs: 1 },
};

describe('a consumer that stores Parquet', { timeout: 240_000 }, () => {
  let scenario: Scenario | null = null;
  after(() => scenario?.remove());

  it('has every event in it once, although it is killed again and again', async () => {
    scenario = await makeScenario({ sink, partitions: 3 });
    for (let round = 0; round < 4; round += 1) {
      await produce(scenario.topic, numbered(6_000, 3, round * 6_000));
      const consumer = await scenario.start();
      // in the middle of its epochs, each time at another place
      await consumer.untilTold(round % 2 === 0 ? 'object_stored' : 'epoch_cut', undefined, 90_000);
      await sleep(round * 5);
      consumer.kill('SIGKILL');
      await consumer.exit;
    }
    const last = await scenario.start(['--until-end']);
    assert.equal((await last.exit).code, 0, last.lines.slice(-5).join('\n'));
    const events = await scenario.assertExact();
    assert.equal(events.length, 24_000);
    const keys = [...new Set(events.map(({ key }) => key))];
    assert.ok(keys.length > 10);
    assert.ok(keys.every((key) => key.endsWith('.parquet')));
  });

  it('is audited by the rows of its files: one in which a row is missing is damaged', async () => {
    assert.ok(scenario !== null);
    const { bucket, definition } = scenario;
    const audit = async (...args: readonly string[]): Promise<CliResult> => {
      // read where the pipeline's file is imported
      process.env['SLUICE_SCENARIO'] = JSON.stringify(definition);
      return cli(['audit', scenarioPipeline, ...args], { env: { API_ADDRESS: '127.0.0.1:0' } });
    };
    assert.equal((await audit('--deep')).code, 0);
    const key = (await bucket.list('')).find((each) => each.endsWith('.parquet')) ?? '';
    const { Metadata: metadata } = await bucket.head(key);
    const [, ...others] = await readWithHyparquet(await bucket.read(key));
    const body = fileOf(
      others.map((row) =>
        JSON.stringify(row, (_, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        ),
      ),
    );
    const put = { Bucket: bucket.name, Key: key, Body: body, Metadata: metadata };
    await bucket.client.send(new PutObjectCommand(put));
    assert.equal((await audit()).code, 0);
    const { code, out } = await audit('--deep');
    assert.equal(code, 1);
    assert.match(out, new RegExp(`it holds ${others.length} events, not ${others.length + 1}`));
  });
});
