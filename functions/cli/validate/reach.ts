import { openSchemas } from '../../../shared/engine/open-schemas.ts';
import { SluiceError, toSluiceError } from '../../../shared/errors.ts';
import type {
  KafkaSourceModel,
  PipelineModel,
  S3SinkModel,
} from '../../../shared/pipeline/model.ts';
import { createTopicFilter } from '../../../shared/pipeline/topic-filter.ts';
import { literalBeginning } from '../../../shared/sink/key/literal-folder.ts';
import { createS3Store } from '../../../shared/sink/s3/store.ts';
import { version } from '../../../shared/version.ts';
import type { KafkaTool } from '../../consumer/kafka/port.ts';
import { loadToolPort } from '../load-tool-port.ts';
import { within } from './within.ts';

/** Something that the pipeline needs of the world, and whether it is there. */
export interface Reached {
  /** As options are named: `sources.kafka`. */
  readonly where: string;
  /** What was found, in words, or why it is of no use. */
  readonly found: string | SluiceError;
}

export interface ReachOptions {
  /** For each server. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks every server that a pipeline needs, all at once, with the clients that the consumer has. Joins no group, reads no
 * record and leaves nothing behind. In the order of the file.
 */
export async function reach(
  model: PipelineModel,
  options: ReachOptions,
): Promise<readonly Reached[]> {
  const asked = [
    ...[...model.sources].map(([name, source]) =>
      told(`sources.${name}`, () => reachBroker(name, source, options)),
    ),
    ...[...model.sources.keys()].flatMap((name) => registryOf(model, name, options)),
    ...[...model.sinks].map(([name, sink]) =>
      told(`sinks.${name}`, () => reachBucket(sink, options)),
    ),
  ];
  return Promise.all(asked);
}

async function told(where: string, ask: () => Promise<string>): Promise<Reached> {
  return { where, found: await ask().catch(toSluiceError) };
}

/** Also asks the leaders of all partitions: they are reached by the addresses that brokers tell of themselves. */
async function reachBroker(
  name: string,
  source: KafkaSourceModel,
  options: ReachOptions,
): Promise<string> {
  let onRetry = (_error: SluiceError): void => undefined;
  const createPort = await loadToolPort(name, source, (event) => {
    if (event.name === 'kafka_retry') onRetry(event.error);
  });
  const port = createPort();
  try {
    return await within({
      ...options,
      silence: 'KAFKA_UNREACHABLE',
      ask: async (_signal, heard) => {
        onRetry = heard;
        return describeBroker(port, source);
      },
    });
  } finally {
    await port.close();
  }
}

async function describeBroker(port: KafkaTool, source: KafkaSourceModel): Promise<string> {
  await port.connect();
  const partitions = port.partitions();
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  for (const pattern of createTopicFilter(source.topics).patterns) {
    const { matches } = createTopicFilter([pattern]);
    if (topics.some(matches)) continue;
    throw new SluiceError('KAFKA_TOPIC_UNKNOWN', `no topic matches ${pattern}`);
  }
  await port.bounds(partitions);
  const members = await port.members();
  return (
    `${count(partitions.length, 'partition')} of ${count(topics.length, 'topic')}; ` +
    `${count(members.length, 'member')} in the group ${source.groupId}`
  );
}

function registryOf(
  model: PipelineModel,
  name: string,
  options: ReachOptions,
): readonly Promise<Reached>[] {
  const source = model.sources.get(name);
  if (source === undefined) return [];
  const schemas = openSchemas({ sources: new Map([[name, source]]) }, () => undefined).get(name);
  if (schemas === undefined) return [];
  return [
    told(`sources.${name}.decoding.schemaRegistry`, async () => {
      await within({
        ...options,
        silence: 'REGISTRY_UNAVAILABLE',
        ask: (signal) => schemas.check(signal),
      });
      return 'the registry answers';
    }),
  ];
}

async function reachBucket(
  { keyPrefix, store: model }: S3SinkModel,
  options: ReachOptions,
): Promise<string> {
  let onRetry = (_error: SluiceError): void => undefined;
  const prefix = literalBeginning(keyPrefix);
  const store = createS3Store(model, {
    userAgent: { name: 'sluice-cli', version },
    checkPrefix: prefix,
    onRetry: ({ error }) => onRetry(error),
  });
  try {
    await within({
      ...options,
      silence: 'STORE_UNAVAILABLE',
      ask: async (signal, heard) => {
        onRetry = heard;
        await store.check(signal);
      },
    });
    return `objects can be written to ${store.location}${prefix === '' ? '' : `/${prefix}`}`;
  } finally {
    store.close();
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
