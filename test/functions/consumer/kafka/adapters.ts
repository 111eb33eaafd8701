import type { KafkaPortParts } from '../../../../functions/consumer/kafka/brokers/create-client.ts';
import { createKafkaPort as createKafkajsPort } from '../../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import { createKafkaPort as createPlatformaticPort } from '../../../../functions/consumer/kafka/platformatic/create-kafka-port.ts';
import type { KafkaPortOptions, KafkaTool } from '../../../../functions/consumer/kafka/port.ts';
import type { KafkaClientName } from '../../../../shared/pipeline/model.ts';

export type CreateAdapter = (options: KafkaPortOptions, parts?: KafkaPortParts) => KafkaTool;

/** Every adapter of the Kafka port, by the name that a source has for it. */
export const adapters: Readonly<Record<KafkaClientName, CreateAdapter>> = {
  kafkajs: createKafkajsPort,
  platformatic: createPlatformaticPort,
};

export const adapterNames: readonly KafkaClientName[] = ['kafkajs', 'platformatic'];
