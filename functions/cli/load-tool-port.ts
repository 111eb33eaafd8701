import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import { loadKafkaClients } from '../consumer/kafka/load-kafka-clients.ts';
import type { KafkaTool } from '../consumer/kafka/port.ts';

/** Loads the library that a source stands on, for tools. @returns makes a port that tells nobody of its retries */
export async function loadToolPort(
  sourceName: string,
  source: KafkaSourceModel,
): Promise<() => KafkaTool> {
  const createKafkaPort = await loadKafkaClients([source]);
  return () => createKafkaPort({ sourceName, source, onOutOfRange: null, emit: () => undefined });
}
