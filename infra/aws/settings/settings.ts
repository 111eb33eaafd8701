import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { MskCluster } from './msk-cluster.ts';

/** How a client gets into a Kafka cluster; `scram` and `tls` need a secret. */
export type KafkaAuth = 'iam' | 'scram' | 'tls';

/** Where the brokers are, and how to get in. */
export interface KafkaSettings {
  /** Null: a cluster that is not Amazon's. */
  readonly cluster: MskCluster | null;
  readonly auth: KafkaAuth;
  readonly bootstrapServers: readonly string[];
  /** In Secrets Manager; null: IAM needs none. */
  readonly secretArn: string | null;
  /** Of KMS, where the secret is not encrypted by the account's own key. */
  readonly secretKeyArn: string | null;
  /** Of the brokers; null: somebody else lets the service in. */
  readonly securityGroupId: string | null;
}

export interface NetworkSettings {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Names of the zones of the subnets, in their order, such as us-east-1a. */
  readonly zones: readonly string[];
  /** Ids of the same zones, such as use1-az1: what brokers call a rack. Empty: reads go to the leader wherever it is. */
  readonly zoneIds: readonly string[];
  /** Of the subnets, for the S3 endpoint; empty: there is one, or it is not wanted. */
  readonly routeTableIds: readonly string[];
}

export interface LakeSettings {
  /** Whether the bucket is there already and is left alone. */
  readonly isGiven: boolean;
  readonly bucketName: string;
  readonly database: string;
  readonly table: string;
  /** Recorded events, from which the table's columns follow; null: the pipeline says them. */
  readonly sample: string | null;
  /** The first day that queries see. */
  readonly tableStart: string;
  /** What one query may read at most. */
  readonly scanLimitGiB: number;
}

export interface ServiceSettings {
  /** In a registry; null: built from `imageFile`. */
  readonly image: string | null;
  /** A Containerfile, from the project's root. */
  readonly imageFile: string | null;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Spot takes a task away with two minutes' notice, for about 30 % of the price. */
  readonly isSpot: boolean;
  /** Between SIGTERM and SIGKILL. */
  readonly stopTimeoutSecs: number;
}

export interface FunctionSettings {
  /** The zip that build.mjs makes, from the project's root. */
  readonly code: string;
  readonly memoryMb: number;
  readonly timeoutSecs: number;
  readonly batchSize: number;
  readonly batchingWindowSecs: number;
  /** Pollers of provisioned mode; null: on demand. */
  readonly pollers: { readonly min: number; readonly max: number } | null;
  readonly reportsItems: boolean;
  readonly bisects: boolean;
  /** -1: until the record has expired. */
  readonly maxRetries: number;
  /** -1: no limit. */
  readonly maxRecordAgeSecs: number;
  /** ARN of a queue, a topic of SNS or a bucket; or kafka://topic. */
  readonly onFailure: string | null;
  /** Patterns of Lambda's event filtering, as JSON. */
  readonly filters: readonly string[];
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
}

/** All that one pipeline needs to be put on AWS, checked. */
export interface Settings {
  readonly host: 'service' | 'function';
  readonly account: string;
  readonly region: string;
  /** The pipeline's file, as an absolute path. */
  readonly file: string;
  /** As it will be with `environment`. */
  readonly pipeline: PipelineModel;
  /** Of the container or the function; without secrets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly kafka: KafkaSettings;
  readonly network: NetworkSettings;
  readonly lake: LakeSettings;
  readonly service: ServiceSettings;
  readonly function: FunctionSettings;
  readonly logRetentionDays: number;
  /** Of SNS, which hears of alarms; null: they only show. */
  readonly alarmTopicArn: string | null;
}
