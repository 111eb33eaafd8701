/**
 * Kafka's error codes by the names that its documentation gives them: messages and decisions speak of names, never of
 * numbers. Source: the protocol guide of Apache Kafka 4.3; the part of it that a consumer can meet.
 */
const names: ReadonlyMap<number, string> = new Map([
  [-1, 'UNKNOWN_SERVER_ERROR'],
  [0, 'NONE'],
  [1, 'OFFSET_OUT_OF_RANGE'],
  [2, 'CORRUPT_MESSAGE'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION'],
  [5, 'LEADER_NOT_AVAILABLE'],
  [6, 'NOT_LEADER_OR_FOLLOWER'],
  [7, 'REQUEST_TIMED_OUT'],
  [8, 'BROKER_NOT_AVAILABLE'],
  [9, 'REPLICA_NOT_AVAILABLE'],
  [12, 'OFFSET_METADATA_TOO_LARGE'],
  [13, 'NETWORK_EXCEPTION'],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS'],
  [15, 'COORDINATOR_NOT_AVAILABLE'],
  [16, 'NOT_COORDINATOR'],
  [17, 'INVALID_TOPIC_EXCEPTION'],
  [22, 'ILLEGAL_GENERATION'],
  [23, 'INCONSISTENT_GROUP_PROTOCOL'],
  [24, 'INVALID_GROUP_ID'],
  [25, 'UNKNOWN_MEMBER_ID'],
  [26, 'INVALID_SESSION_TIMEOUT'],
  [27, 'REBALANCE_IN_PROGRESS'],
  [28, 'INVALID_COMMIT_OFFSET_SIZE'],
  [29, 'TOPIC_AUTHORIZATION_FAILED'],
  [30, 'GROUP_AUTHORIZATION_FAILED'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED'],
  [33, 'UNSUPPORTED_SASL_MECHANISM'],
  [34, 'ILLEGAL_SASL_STATE'],
  [35, 'UNSUPPORTED_VERSION'],
  [42, 'INVALID_REQUEST'],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
  [44, 'POLICY_VIOLATION'],
  [56, 'KAFKA_STORAGE_ERROR'],
  [58, 'SASL_AUTHENTICATION_FAILED'],
  [69, 'GROUP_ID_NOT_FOUND'],
  [74, 'FENCED_LEADER_EPOCH'],
  [75, 'UNKNOWN_LEADER_EPOCH'],
  [76, 'UNSUPPORTED_COMPRESSION_TYPE'],
  [78, 'OFFSET_NOT_AVAILABLE'],
  [79, 'MEMBER_ID_REQUIRED'],
  [81, 'GROUP_MAX_SIZE_REACHED'],
  [82, 'FENCED_INSTANCE_ID'],
  [88, 'UNSTABLE_OFFSET_COMMIT'],
  [89, 'THROTTLING_QUOTA_EXCEEDED'],
  [100, 'UNKNOWN_TOPIC_ID'],
  [103, 'INCONSISTENT_TOPIC_ID'],
]);

/** Kafka's name of an error code; `ERROR_<code>` for one that is not known here. 0 is `NONE`. */
export function codeName(code: number): string {
  return names.get(code) ?? `ERROR_${code}`;
}
