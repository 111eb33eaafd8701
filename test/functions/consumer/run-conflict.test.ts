import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

describe('an object of somebody else under our key', { timeout: 60_000 }, () => {
  let scenario: Scenario;
  after(async () => scenario.remove());

  it('ends the consumer with its key and what to do; it is left alone, and nothing is committed over it', async () => {
    scenario = await makeScenario();
    const { bucket, topic } = scenario;
    await produce(topic, numbered(3, 1));
    const key = `raw/${topic}+0+${'0'.repeat(20)}.ndjson`;
    const theirs = new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: 'theirs' });
    await bucket.client.send(theirs);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 65);
    const [fatal] = consumer.told('fatal');
    assert.match(fatal?.message ?? '', /is there already, and it is not ours/);
    assert.ok(fatal?.message.includes(key));
    assert.equal((await bucket.read(key)).toString(), 'theirs');
    assert.deepEqual(await scenario.committed(), [0n]);

    // moved away: the epoch that was begun is finished as it was begun
    await bucket.delete(key);
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    await scenario.assertExact();
  });
});
