import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaAddresses } from '../../../infra/local/addresses.ts';
import { testKafka, unsignedToken } from '../../support/engines.ts';

/** Each way into the broker lets the right client in and the wrong one not, so that tests on them can fail. */
let kafka: KafkaAddresses;
before(async () => {
  kafka = await testKafka();
});

async function connects(address: string, config: Partial<KafkaConfig>): Promise<true | string> {
  const client = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5000,
    retry: { retries: 0 },
    ...config,
  });
  const admin = client.admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return true;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await admin.disconnect();
  }
}

/** Null on a broker of somebody else, which has no such listener. */
function listener(name: 'saslPlaintext' | 'ssl' | 'mtls' | 'saslSsl'): string | null {
  return kafka.listeners[name];
}

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

for (const mechanism of mechanisms) {
  test(`SASL ${mechanism} takes the password and nothing else`, async (t) => {
    const address = listener('saslPlaintext');
    if (address === null) return t.skip('this broker has no SASL listener');
    const sasl = (password: string): Partial<KafkaConfig> => ({
      sasl: { mechanism, username: kafka.sasl.username, password } as SASLOptions,
    });
    assert.equal(await connects(address, sasl(kafka.sasl.password)), true);
    assert.match(String(await connects(address, sasl('wrong'))), /authentication failed/i);
  });
}

test('OAUTHBEARER takes a token that has not expired', async (t) => {
  const address = listener('saslPlaintext');
  if (address === null) return t.skip('this broker has no SASL listener');
  const sasl = (nowMs: number): Partial<KafkaConfig> => ({
    sasl: {
      mechanism: 'oauthbearer',
      oauthBearerProvider: async () => ({ value: unsignedToken('somebody', nowMs) }),
    },
  });
  assert.equal(await connects(address, sasl(Date.now())), true);
  assert.notEqual(await connects(address, sasl(Date.now() - 86_400_000)), true);
});

test('TLS shows a certificate of the test authority, for 127.0.0.1', async (t) => {
  const address = listener('ssl');
  if (address === null || kafka.tls === null) return t.skip('this broker has no TLS listener');
  const ca = await readFile(kafka.tls.ca, 'utf8');
  assert.equal(await connects(address, { ssl: { ca } }), true);
  assert.match(String(await connects(address, { ssl: true })), /certificate/);
});

test('mTLS refuses a client without a certificate', async (t) => {
  const address = listener('mtls');
  if (address === null || kafka.tls === null) return t.skip('this broker has no TLS listener');
  const ca = await readFile(kafka.tls.ca, 'utf8');
  const cert = await readFile(kafka.tls.certificate, 'utf8');
  const key = await readFile(kafka.tls.key, 'utf8');
  assert.equal(await connects(address, { ssl: { ca, cert, key } }), true);
  assert.notEqual(await connects(address, { ssl: { ca } }), true);
});

test('SASL within TLS works as on MSK', async (t) => {
  const address = listener('saslSsl');
  if (address === null || kafka.tls === null) return t.skip('this broker has no TLS listener');
  const ca = await readFile(kafka.tls.ca, 'utf8');
  const sasl: SASLOptions = { mechanism: 'scram-sha-512', ...kafka.sasl };
  assert.equal(await connects(address, { ssl: { ca }, sasl }), true);
  assert.notEqual(await connects(address, { ssl: { ca } }), true);
});
