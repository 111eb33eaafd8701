/** The listeners of the tests' broker, and what it takes to get in. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { KafkaAddresses } from '../../../../../infra/local/addresses.ts';
import type { SaslModel } from '../../../../../shared/pipeline/model.ts';
import { testKafka } from '../../../../support/engines.ts';

const kafka: KafkaAddresses = await testKafka();

export const listeners: KafkaAddresses['listeners'] = kafka.listeners;
export const username: string = kafka.sasl.username;
export const password: string = kafka.sasl.password;
/** Why such tests are left out; false: they are not. */
export const noSasl: string | false =
  listeners.saslPlaintext === null && 'this broker has no SASL listener';
export const noTls: string | false =
  (kafka.tls === null || listeners.ssl === null) && 'this broker has no TLS listeners';

/** Certificate authority, and the client's certificate and key. */
export async function readPem(): Promise<{ ca: string; cert: string; key: string }> {
  if (kafka.tls === null) return { ca: '', cert: '', key: '' };
  const [ca, cert, key] = await Promise.all(
    [kafka.tls.ca, kafka.tls.certificate, kafka.tls.key].map((path) => readFile(path, 'utf8')),
  );
  return { ca: ca!, cert: cert!, key: key! };
}

export function withPassword(mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'): SaslModel {
  return { mechanism, username, password };
}

/** The client's key behind a passphrase. */
export async function encryptKey(passphrase: string): Promise<string> {
  const { stdout } = await promisify(execFile)('openssl', [
    'pkcs8',
    '-topk8',
    '-in',
    kafka.tls!.key,
    '-passout',
    `pass:${passphrase}`,
  ]);
  return stdout;
}
