import type { KafkaClientName, KafkaSourceModel } from '../../../shared/pipeline/model.ts';
import type { CreateKafkaPort } from './port.ts';

/** Loaded on demand: the one that is not used costs neither time at the start nor memory. */
const clients: Readonly<Record<KafkaClientName, () => Promise<CreateKafkaPort>>> = {
  kafkajs: async () => (await import('./kafkajs/create-kafka-port.ts')).createKafkaPort,
  platformatic: async () => (await import('./platformatic/create-kafka-port.ts')).createKafkaPort,
};

/** Loads the libraries that these sources name; what comes back makes a port of the one that its source names. */
export async function loadKafkaClients(
  sources: Iterable<Pick<KafkaSourceModel, 'connection'>>,
): Promise<CreateKafkaPort> {
  const loaded = new Map<KafkaClientName, CreateKafkaPort>();
  for (const { connection } of sources) {
    const { client } = connection;
    if (!loaded.has(client)) loaded.set(client, await clients[client]());
  }
  return (options) => loaded.get(options.source.connection.client)!(options);
}
