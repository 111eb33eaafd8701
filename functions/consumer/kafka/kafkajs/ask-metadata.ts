import type { ClusterMetadata } from '../topics/metadata-message.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { createCall, createTopicIdMetadata, topicIdMetadata } from './internals.ts';

/** What kafkajs makes of an answer. */
interface KafkajsMetadata {
  readonly brokers: ClusterMetadata['brokers'];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly isInternal: boolean;
    readonly partitionMetadata: readonly { partitionId: number; leader: number }[];
  }[];
}

/**
 * Asks one broker for these topics, all where the list is empty: with their ids where it knows of them, as kafkajs does
 * and without ids where it is too old (before 2.8) or another make.
 * @throws {SluiceError} as `BrokerConnection.send`; KAFKA_PROTOCOL
 */
export async function askMetadata(
  connection: Pick<BrokerConnection, 'supports' | 'send'>,
  topics: readonly string[],
  timeoutMs: number,
): Promise<ClusterMetadata> {
  if (connection.supports(topicIdMetadata)) {
    return (await connection.send(createTopicIdMetadata(topics), timeoutMs)) as ClusterMetadata;
  }
  const call = createCall('Metadata', { topics, allowAutoTopicCreation: false });
  const answer = (await connection.send(call, timeoutMs)) as KafkajsMetadata;
  return {
    brokers: answer.brokers,
    topics: answer.topicMetadata.map((topic) => ({
      errorCode: topic.topicErrorCode,
      name: topic.topic,
      id: '',
      internal: topic.isInternal,
      partitions: topic.partitionMetadata.map(({ partitionId, leader }) => ({
        partition: partitionId,
        leader,
      })),
    })),
  };
}
