import type { EngineAddresses, KafkaAddresses, S3Address } from '../../infra/local/addresses.ts';
import { sharedStatus } from '../../infra/local/shared-engines.ts';
import { defaultFolder, startEngines } from '../../infra/local/start-engines.ts';
import type { Engines } from '../../infra/local/start-engines.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** The variable under which run.ts hands all addresses of its engines to the test files. */
export const enginesVariable = 'SLUICE_TEST_ENGINES';

let found: Promise<EngineAddresses> | undefined;

/**
 * The engines that a test file works on; it makes topics and buckets of its own there. In this order: those of `npm
 * test`; those named by KAFKA_BROKERS and S3_ENDPOINT; the shared ones, where `npm run engines -- start` was said;
 * otherwise an instance for this file, so that `node --test FILE` works by itself.
 */
async function testEngines(): Promise<EngineAddresses> {
  found ??= find();
  return found;
}

/** The broker of `testEngines`. */
export async function testKafka(): Promise<KafkaAddresses> {
  const { kafka } = await testEngines();
  if (kafka === null) throw new Error('these engines have no Kafka');
  return kafka;
}

/** The S3 server of `testEngines`. */
export async function testS3(): Promise<S3Address> {
  const { s3 } = await testEngines();
  if (s3 === null) throw new Error('these engines have no S3 server');
  return s3;
}

async function find(): Promise<EngineAddresses> {
  const handed = process.env[enginesVariable];
  if (handed !== undefined) return JSON.parse(handed) as EngineAddresses;
  const named = namedByEnvironment();
  const shared = (await sharedStatus(defaultFolder)).addresses;
  const known = { kafka: named.kafka ?? shared.kafka, s3: named.s3 ?? shared.s3 };
  if (known.kafka !== null && known.s3 !== null) return known;
  const own = await startEngines({
    ephemeral: true,
    kafka: known.kafka === null,
    s3: known.s3 === null,
  });
  return { kafka: known.kafka ?? own.addresses.kafka, s3: known.s3 ?? own.addresses.s3 };
}

/** Servers of somebody else: a broker's plaintext listener and an S3 endpoint with AWS's own variables. */
export function namedByEnvironment(): EngineAddresses {
  const brokers = process.env['KAFKA_BROKERS'];
  const endpoint = process.env['S3_ENDPOINT'];
  return {
    kafka:
      brokers === undefined || brokers === ''
        ? null
        : {
            bootstrapServers: brokers,
            listeners: {
              plaintext: brokers,
              saslPlaintext: null,
              ssl: null,
              mtls: null,
              saslSsl: null,
              proxied: null,
            },
            sasl: { username: '', password: '' },
            tls: null,
          },
    s3:
      endpoint === undefined || endpoint === ''
        ? null
        : {
            endpoint,
            accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
            secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
            region: process.env['AWS_REGION'] ?? 'us-east-1',
          },
  };
}

export interface ProxiedBroker {
  readonly engines: Engines;
  readonly proxy: TcpProxy;
  /** Bootstrap servers of clients that reach the broker through the proxy, and only so. */
  readonly bootstrapServers: string;
  /** Bootstrap servers of a test's own tools, past the proxy. */
  readonly direct: string;
  readonly stop: () => Promise<void>;
}

/** A broker of one's own with a proxy before it, for tests that stop the one or cut the other. Takes about 4 s. */
export async function startProxiedBroker(): Promise<ProxiedBroker> {
  const proxy = await startTcpProxy();
  const engines = await startEngines({
    ephemeral: true,
    s3: false,
    proxyPort: proxy.port,
    quickStart: true,
  });
  if (engines.listeners.proxied === null) throw new Error('the proxied listener is missing');
  proxy.aimAt(engines.listeners.proxied);
  return {
    engines,
    proxy,
    bootstrapServers: `127.0.0.1:${proxy.port}`,
    direct: engines.bootstrapServers,
    stop: async () => {
      await proxy.close();
      await engines.stop();
    },
  };
}

/** An OAUTHBEARER token as the test broker takes it: not signed, for this principal, for an hour. */
export function unsignedToken(principal: string, nowMs: number = Date.now()): string {
  const seconds = Math.floor(nowMs / 1000);
  return `${jwtPart({ alg: 'none' })}.${jwtPart({ sub: principal, iat: seconds, exp: seconds + 3600 })}.`;
}

function jwtPart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
