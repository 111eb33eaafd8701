import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import { loadKafkaClients } from '../consumer/kafka/load-kafka-clients.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { KafkaTool } from '../consumer/kafka/port.ts';

/**
 * Loads the library that a source stands on, for tools. @returns makes a port
 * @param emit hears of its retries; left out: nobody
 */
export async function loadToolPort(
  sourceName: string,
  source: KafkaSourceModel,
  emit: Emit = () => undefined,
): Promise<() => KafkaTool> {
  const createKafkaPort = await loadKafkaClients([source]);
  return () => createKafkaPort({ sourceName, source, onOutOfRange: null, emit });
}
