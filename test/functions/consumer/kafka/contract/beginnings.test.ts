import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SluiceError } from '../../../../../shared/errors.ts';
import { createTopic, uniqueName } from '../../../../support/topics.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters('what it says when it cannot begin', ({ prepare }) => {
  it('names an unknown topic and the nearest that exists', async () => {
    const topic = await createTopic({ hint: 'devices' });
    const wrong = `${topic.slice(0, -1)}_`;
    const member = await prepare({ topics: [wrong], groupId: 'g' });
    await assert.rejects(member.port.connect(), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_TOPIC_UNKNOWN');
      assert.ok(error.message.includes(`${wrong} (did you mean ${topic}?)`), error.message);
      return true;
    });
    await member.port.close();
  });

  it('says so where a pattern matches nothing', async () => {
    const member = await prepare({ topics: ['^no-such-.*'], groupId: 'g' });
    await assert.rejects(member.port.connect(), { code: 'KAFKA_TOPIC_UNKNOWN' });
    await member.port.close();
  });

  it('names an address where nothing listens, and each of several', async () => {
    const member = await prepare({
      topics: ['t'],
      groupId: 'g',
      bootstrapServers: '127.0.0.1:1,no-such-host.invalid:9092',
      connection: { connectTimeoutMs: 500 },
    });
    await assert.rejects(member.port.connect(), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_UNREACHABLE');
      assert.match(error.message, /127\.0\.0\.1:1: ECONNREFUSED/u);
      assert.match(error.message, /no-such-host\.invalid:9092: (ENOTFOUND|EAI_AGAIN)/u);
      return true;
    });
    await member.port.close();
  });

  it('names a session timeout that the broker does not allow', async () => {
    const topic = await createTopic({});
    const member = await prepare({
      topics: [topic],
      groupId: uniqueName('group'),
      source: { sessionTimeoutMs: 10 },
    });
    await member.port.connect();
    await assert.rejects(
      member.port.join(member.listener),
      (error: SluiceError) =>
        error.code === 'CONFIG_INVALID' && error.message.includes('sessionTimeoutMs'),
    );
    await member.port.close();
  });
});
