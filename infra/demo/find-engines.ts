import type { S3Address } from '../local/addresses.ts';
import { sharedStatus, startShared } from '../local/shared-engines.ts';
import { defaultFolder, startEngines } from '../local/start-engines.ts';

/** The servers of one demo run. */
export interface DemoEngines {
  readonly bootstrapServers: string;
  readonly s3: DemoS3;
  readonly origin: 'named by the environment' | 'running already' | 'started';
  /** Whether they are there after the demo, so that what it made on them must be deleted or told. */
  readonly lasting: boolean;
  /** Ends what was started for this run alone. */
  readonly stop: () => Promise<void>;
}

export interface DemoS3 extends S3Address {
  readonly sessionToken: string | null;
}

export interface FindOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Engines that must be started are to stay, as after `npm run engines -- start`. */
  readonly keep: boolean;
  readonly tell: (line: string) => void;
}

/**
 * In this order: servers named by KAFKA_BROKERS and S3_ENDPOINT; the shared engines where both run; engines of our own,
 * which end with this process however it ends.
 * @throws {SluiceError} ENGINES_UNAVAILABLE with what to install or to do
 */
export async function findEngines({ env, keep, tell }: FindOptions): Promise<DemoEngines> {
  const named = namedEngines(env);
  if (named !== null) return named;
  const shared = (await sharedStatus(defaultFolder)).addresses;
  if (shared.kafka !== null && shared.s3 !== null) {
    return lasting(shared.kafka.bootstrapServers, shared.s3, 'running already');
  }
  if (keep) {
    const { addresses } = await startShared(defaultFolder, { kafka: true, s3: true }, tell);
    const { kafka, s3 } = addresses;
    if (kafka !== null && s3 !== null) return lasting(kafka.bootstrapServers, s3, 'started');
  }
  const own = await startEngines({ ephemeral: true });
  return {
    bootstrapServers: own.bootstrapServers,
    s3: { ...own.s3, sessionToken: null },
    origin: 'started',
    lasting: false,
    stop: own.stop,
  };
}

function namedEngines(env: FindOptions['env']): DemoEngines | null {
  const brokers = env['KAFKA_BROKERS'] ?? '';
  const endpoint = env['S3_ENDPOINT'] ?? '';
  if (brokers === '' || endpoint === '') return null;
  const s3 = {
    endpoint,
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    region: env['AWS_REGION'] ?? 'us-east-1',
  };
  const token = env['AWS_SESSION_TOKEN'] ?? '';
  return {
    ...lasting(brokers, s3, 'named by the environment'),
    s3: { ...s3, sessionToken: token === '' ? null : token },
  };
}

function lasting(
  bootstrapServers: string,
  s3: S3Address,
  origin: DemoEngines['origin'],
): DemoEngines {
  return {
    bootstrapServers,
    s3: { ...s3, sessionToken: null },
    origin,
    lasting: true,
    stop: () => Promise.resolve(),
  };
}
