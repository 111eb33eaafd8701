import type { KafkaSettings } from './settings.ts';

interface Place {
  readonly host: 'service' | 'function';
  readonly region: string;
  readonly bucketName: string;
  readonly kafka: KafkaSettings;
  readonly stopTimeoutSecs: number;
  readonly reportsItems: boolean;
}

/** Beyond the limit: the request that leaves the group, and the end of the process. */
export const stopMarginSecs = 10;

/** Stands for a secret where only the names of variables matter. */
export const secretStandIn = 'from-secrets-manager';

/** Variables that come out of the secret, as its keys `username` and `password`. */
export const secretVariables: Readonly<Record<string, 'username' | 'password'>> = {
  KAFKA_SASL_USERNAME: 'username',
  KAFKA_SASL_PASSWORD: 'password',
};

/**
 * The variables of pipelines/devices.ts, as they have to be where the pipeline runs. A pipeline that names others gets
 * them by `env`, which goes over these.
 */
export function environmentOf(place: Place): Readonly<Record<string, string>> {
  const { host, region, bucketName } = place;
  const sink = { S3_BUCKET: bucketName, S3_REGION: region, S3_FORCE_PATH_STYLE: 'false' };
  if (host === 'function') {
    return place.reportsItems ? { ...sink, SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true' } : sink;
  }
  return {
    ...sink,
    KAFKA_BOOTSTRAP_SERVERS: place.kafka.bootstrapServers.join(','),
    ...loginOf(place),
    SHUTDOWN_TIMEOUT_SECS: String(Math.max(1, place.stopTimeoutSecs - stopMarginSecs)),
  };
}

function loginOf({ kafka, region }: Place): Readonly<Record<string, string>> {
  const { auth } = kafka;
  if (auth === 'tls') return { KAFKA_TLS_ENABLED: 'true' };
  if (auth === 'scram') {
    return { KAFKA_TLS_ENABLED: 'true', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' };
  }
  return {
    KAFKA_TLS_ENABLED: 'true',
    KAFKA_SASL_MECHANISM: 'AWS_MSK_IAM',
    KAFKA_SASL_REGION: kafka.cluster?.region ?? region,
  };
}
