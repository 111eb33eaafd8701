import { SluiceError } from '../../../../shared/errors.ts';
import type { TopicPartition } from '../../../../shared/record.ts';
import { codeName } from '../protocol-codes.ts';

/**
 * What an error of one partition asks for:
 * `fatal` - no later fetch can do better; `out_of_range` - the position is outside the log, if the leader says so;
 * `damaged` - the broker could not read its own log, as with a wrong CRC; `leader` - look up again who leads, then
 * try again; `later` - try again.
 */
type ErrorResponse = 'fatal' | 'out_of_range' | 'damaged' | 'leader' | 'later';

export interface PartitionError {
  readonly response: ErrorResponse;
  readonly error: SluiceError;
}

/** Puts a partition's error code in words and says what to do about it. `errorCode` is not 0. */
export function partitionError(
  { topic, partition }: TopicPartition,
  errorCode: number,
  nodeId: number,
): PartitionError {
  const name = codeName(errorCode);
  const where = `topic ${topic}, partition ${partition}`;
  const said = `broker ${nodeId} answered ${name} for ${where}`;
  switch (name) {
    case 'OFFSET_OUT_OF_RANGE':
      return { response: 'out_of_range', error: new SluiceError('OFFSET_OUT_OF_RANGE', said) };
    case 'TOPIC_AUTHORIZATION_FAILED':
      return { response: 'fatal', error: new SluiceError('KAFKA_ACCESS_DENIED', said) };
    case 'UNSUPPORTED_COMPRESSION_TYPE':
    case 'UNSUPPORTED_FOR_MESSAGE_FORMAT':
    case 'UNSUPPORTED_VERSION':
      return { response: 'fatal', error: new SluiceError('KAFKA_UNSUPPORTED', said) };
    case 'CORRUPT_MESSAGE':
      return { response: 'damaged', error: new SluiceError('BATCH_CORRUPT', said) };
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'INCONSISTENT_TOPIC_ID':
      return {
        response: 'leader',
        error: new SluiceError('KAFKA_TOPIC_UNKNOWN', `${said}: it was deleted, or has just moved`),
      };
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'LEADER_NOT_AVAILABLE':
    case 'FENCED_LEADER_EPOCH':
    case 'UNKNOWN_LEADER_EPOCH':
    case 'REPLICA_NOT_AVAILABLE':
    case 'KAFKA_STORAGE_ERROR':
      return { response: 'leader', error: new SluiceError('KAFKA_PROTOCOL', said) };
    default:
      return { response: 'later', error: new SluiceError('KAFKA_PROTOCOL', said) };
  }
}
