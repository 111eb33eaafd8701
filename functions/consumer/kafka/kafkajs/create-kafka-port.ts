import { createClient, type KafkaPortParts } from '../brokers/create-client.ts';
import type { KafkaPortOptions, KafkaTool } from '../port.ts';
import { createKafkajsWires } from './wire.ts';

/**
 * The Kafka client of one source over kafkajs' connections and encoders. Nothing is opened before `connect`.
 * @throws {SluiceError} CONFIG_INVALID for what can be seen without a broker: addresses, patterns, certificates
 * @example
 * const port = createKafkaPort({ sourceName: 'devices', source: model, onOutOfRange: null, emit });
 * await port.connect();
 * await port.join(listener);
 */
export function createKafkaPort(options: KafkaPortOptions, parts: KafkaPortParts = {}): KafkaTool {
  const { debug, source } = options;
  return createClient(
    options,
    createKafkajsWires({
      connection: source.connection,
      ...(debug === undefined ? {} : { debug }),
      ...parts,
    }),
  );
}
