/**
 * What is used of @platformatic/kafka, all of it public; only here is it imported, and build.mjs bundles this file by
 * itself, so that the rest (its own clients, every other version of every request) stays out.
 */
export {
  apiVersionsV2,
  AuthenticationError,
  Connection,
  describeGroupsV2,
  fetchV11,
  findCoordinatorV2,
  heartbeatV3,
  joinGroupV5,
  leaveGroupV3,
  listOffsetsV3,
  metadataV6,
  offsetCommitV5,
  offsetFetchV4,
  ResponseError,
  syncGroupV3,
  Writer,
} from '@platformatic/kafka';
export type { ConnectionOptions, Reader, ResponseParser, SASLOptions } from '@platformatic/kafka';
