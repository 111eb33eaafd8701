import { SluiceError } from '../../../../shared/errors.ts';
import { codeName } from '../protocol-codes.ts';
import type { ClusterMetadata } from '../topics/metadata-message.ts';
import type { BrokerConnection } from './broker-connection.ts';

/**
 * Asks one broker for these topics, all where the list is empty: with their ids where it knows of them, and without
 * where it is too old (before 2.8) or another make.
 * @throws {SluiceError} as `BrokerConnection.ask`; KAFKA_PROTOCOL, KAFKA_AUTH_FAILED
 */
export async function askMetadata(
  connection: Pick<BrokerConnection, 'supports' | 'ask'>,
  topics: readonly string[],
  timeoutMs: number,
): Promise<ClusterMetadata> {
  const api = connection.supports('MetadataWithIds') ? 'MetadataWithIds' : 'Metadata';
  const answer = await connection.ask(api, topics, timeoutMs);
  // a refused bearer token is no error to kafkajs: the broker then says so of each topic
  if (answer.topics.some(({ errorCode }) => codeName(errorCode) === 'ILLEGAL_SASL_STATE')) {
    throw new SluiceError('KAFKA_AUTH_FAILED', 'the broker refused the token (ILLEGAL_SASL_STATE)');
  }
  return answer;
}
