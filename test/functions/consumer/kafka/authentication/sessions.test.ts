import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BearerToken } from '../../../../../functions/consumer/kafka/brokers/bearer-token.ts';
import { createTopic, uniqueName } from '../../../../support/topics.ts';
import { overAdapters } from '../contract/over-adapters.ts';
import { createTestMember } from '../test-member.ts';
import { listeners, noSasl } from './listeners.ts';

overAdapters('a session that expires', ({ create }) => {
  it(
    'is authenticated anew with a fresh token on the same connections, without a break',
    { skip: noSasl },
    async () => {
      const topic = await createTopic({ hint: 'auth' });
      let tokens = 0;
      const bearerToken: BearerToken = async () => {
        tokens += 1;
        // as signing one takes time: heartbeats come in between, and must wait until the broker has it
        await sleep(300);
        return { value: shortToken('pod', 6) };
      };
      const member = await createTestMember((options) => create(options, { bearerToken }), {
        topics: [topic],
        groupId: uniqueName('auth'),
        bootstrapServers: listeners.saslPlaintext!,
      });
      await member.port.connect();
      await member.port.join(member.listener);
      const first = tokens;
      for (let second = 0; second < 13; second += 1) {
        await sleep(1_000);
        const [result] = await member.port.commit(member.now().ownership, [
          { topic, partition: 0, offset: BigInt(second), metadata: '' },
        ]);
        assert.equal(result!.outcome, 'ok', `second ${second}: ${result!.reason}`);
      }
      assert.ok(tokens >= first + 4, `${tokens} tokens, ${first} at the start`);
      assert.deepEqual(member.restarts, []);
      assert.deepEqual(
        member.events.flatMap((event) =>
          event.name === 'kafka_retry' &&
          !/LOAD_IN_PROGRESS|NOT_AVAILABLE/u.test(event.error.message)
            ? [event.error.message]
            : [],
        ),
        [],
      );
      await member.port.close();
    },
  );
});

/** An unsigned token that holds for so many seconds. */
function shortToken(subject: string, seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: subject, iat: now, exp: now + seconds })}.`;
}
