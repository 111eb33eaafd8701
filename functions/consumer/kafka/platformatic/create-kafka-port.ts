import { createClient, type KafkaPortParts } from '../brokers/create-client.ts';
import type { KafkaPortOptions, KafkaTool } from '../port.ts';
import { createPlatformaticWires } from './wire.ts';

/**
 * The Kafka client of one source over the connections and encoders of @platformatic/kafka. Nothing is opened before
 * `connect`. It has no log lines of its own, so `debug` gets none.
 * @throws {SluiceError} CONFIG_INVALID for what can be seen without a broker: addresses, patterns, certificates
 */
export function createKafkaPort(options: KafkaPortOptions, parts: KafkaPortParts = {}): KafkaTool {
  const { connection } = options.source;
  return createClient(options, createPlatformaticWires({ connection, ...parts }));
}
