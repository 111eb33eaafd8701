import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ConsumerProcess, freePort } from '../../support/consumer-process.ts';
import { testKafka } from '../../support/engines.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';

interface Refusal {
  readonly name: string;
  readonly source: () => Promise<object | null> | object | null;
  readonly exitCode: number;
  readonly code: string;
  readonly words: RegExp;
}

const password = 'correct-horse-battery';

describe('a consumer that cannot begin', { timeout: 90_000, concurrency: 3 }, () => {
  let scenario: Scenario;
  before(async () => {
    scenario = await makeScenario();
  });
  after(async () => {
    await scenario.remove();
  });

  const refusals: readonly Refusal[] = [
    {
      name: 'as nothing listens there',
      source: async () => ({
        bootstrapServers: `127.0.0.1:${await freePort()}`,
        connectTimeoutMs: 1_000,
      }),
      exitCode: 69,
      code: 'KAFKA_UNREACHABLE',
      words: /nothing listens there/,
    },
    {
      name: 'as the host has no address',
      source: () => ({ bootstrapServers: 'no-such-broker.invalid:9092', connectTimeoutMs: 1_000 }),
      exitCode: 69,
      code: 'KAFKA_UNREACHABLE',
      words: /no-such-broker\.invalid:9092.*cannot be resolved/,
    },
    {
      name: 'as it speaks TLS to a plain listener',
      source: () => ({ tls: { enabled: true }, connectTimeoutMs: 1_000 }),
      exitCode: 69,
      code: 'KAFKA_UNREACHABLE',
      words: /TLS/,
    },
    {
      name: 'as it speaks plainly to a TLS listener',
      source: async () => {
        const { ssl } = (await testKafka()).listeners;
        return ssl === null ? null : { bootstrapServers: ssl, connectTimeoutMs: 1_000 };
      },
      exitCode: 69,
      code: 'KAFKA_UNREACHABLE',
      words: /set tls/,
    },
    {
      name: 'as the topic is unknown',
      source: () => ({ topics: `${scenario.topic}x` }),
      exitCode: 66,
      code: 'KAFKA_TOPIC_UNKNOWN',
      words: /did you mean run-/,
    },
    {
      name: 'as no topic matches the pattern',
      source: () => ({ topics: ['^nothing-is-called-so-.*'] }),
      exitCode: 66,
      code: 'KAFKA_TOPIC_UNKNOWN',
      words: /no topic matches/,
    },
    {
      name: 'as the credentials are wrong',
      source: async () => {
        const { saslPlaintext } = (await testKafka()).listeners;
        if (saslPlaintext === null) return null;
        return {
          bootstrapServers: saslPlaintext,
          sasl: { mechanism: 'SCRAM-SHA-512', username: 'alice', password },
        };
      },
      exitCode: 77,
      code: 'KAFKA_AUTH_FAILED',
      words: /authentication/i,
    },
    {
      name: 'as the listener wants a login',
      source: async () => {
        const { saslPlaintext } = (await testKafka()).listeners;
        return saslPlaintext === null
          ? null
          : { bootstrapServers: saslPlaintext, connectTimeoutMs: 1_000 };
      },
      exitCode: 69,
      code: 'KAFKA_UNREACHABLE',
      words: /SASL|TLS/,
    },
  ];
  for (const { name, source, exitCode, code, words } of refusals) {
    it(`${name} ends with exit code ${exitCode} and says why`, async (t) => {
      const changes = await source();
      if (changes === null) {
        t.skip('the broker has no such listener');
        return;
      }
      const { sources } = scenario.definition as { sources: { kafka: object } };
      const consumer = await scenario.start([], {
        sources: { kafka: { ...sources.kafka, ...changes } },
      });
      assert.deepEqual(await consumer.exit, { code: exitCode, signal: null });
      const [fatal] = consumer.told('fatal');
      assert.equal(fatal?.error?.code, code);
      assert.match(fatal.message, words);
      assert.ok(fatal.error.remedy.length > 0);
      assertPlain(consumer);
    });
  }

  it('as an option is wrong names the option, what it got and what is allowed', async () => {
    const { sources } = scenario.definition as { sources: { kafka: object } };
    const consumer = await scenario.start([], {
      sources: { kafka: { ...sources.kafka, autoOffsetRest: 'latest', sessionTimeoutMs: 'soon' } },
    });
    assert.equal((await consumer.exit).code, 78);
    const said = consumer.lines.join('\n');
    assert.match(said, /sources\.kafka\.autoOffsetRest.*autoOffsetReset/);
    assert.match(said, /sources\.kafka\.sessionTimeoutMs: got .*soon.*allowed/);
    assertPlain(consumer);
  });

  it('as its port is taken ends with exit code 78 and names the address', async () => {
    const first = await scenario.start();
    await first.untilTold('partitions_assigned');
    const { api } = scenario.definition as { api: object };
    const { port } = new URL(first.address);
    const second = await scenario.start([], { api: { ...api, address: `127.0.0.1:${port}` } });
    assert.equal((await second.exit).code, 78);
    assert.match(second.lines.join('\n'), new RegExp(`127\\.0\\.0\\.1.*${port}`));
    assertPlain(second);
    assert.equal((await first.stop()).code, 0);
  });

  it('as an argument is unknown names those that there are', async () => {
    const consumer = await scenario.start(['--until-and']);
    assert.equal((await consumer.exit).code, 78);
    assert.match(consumer.lines.join('\n'), /--until-end/);
  });
});

/** No secret, and no stack: what ends the process is a message, not a defect. */
function assertPlain({ lines }: ConsumerProcess): void {
  const output = lines.join('\n');
  assert.ok(!output.includes(password));
  assert.doesNotMatch(output, /^ +at /m);
  assert.doesNotMatch(output, /"stack"/);
}
