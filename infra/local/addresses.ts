/**
 * `host:port` of each way into the broker. What needs certificates is null where there was no openssl to make them; all
 * but plaintext is null for a broker of somebody else.
 */
export interface KafkaListeners {
  readonly plaintext: string;
  /** SASL without TLS: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER (unsigned tokens). */
  readonly saslPlaintext: string | null;
  readonly ssl: string | null;
  /** TLS that refuses a client without a certificate. */
  readonly mtls: string | null;
  /** SASL within TLS, as MSK has it. */
  readonly saslSsl: string | null;
  /** A plaintext listener that tells clients to connect to `proxyPort` instead of itself. */
  readonly proxied: string | null;
}

/** PEM files: the authority to trust, and a client's certificate and key. */
export interface TlsFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface KafkaAddresses {
  readonly bootstrapServers: string;
  readonly listeners: KafkaListeners;
  /** One user who is known to PLAIN and both SCRAMs; an OAUTHBEARER token may name anybody. */
  readonly sasl: { readonly username: string; readonly password: string };
  readonly tls: TlsFiles | null;
}

export interface S3Address {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface EngineAddresses {
  readonly kafka: KafkaAddresses | null;
  readonly s3: S3Address | null;
}

/** The variables under which every part of Sluice, and any AWS tool, finds these engines. */
export function environmentOf(addresses: EngineAddresses): Record<string, string> {
  const { kafka, s3 } = addresses;
  return {
    ...(kafka === null ? {} : { KAFKA_BROKERS: kafka.bootstrapServers }),
    ...(s3 === null
      ? {}
      : {
          S3_ENDPOINT: s3.endpoint,
          AWS_ACCESS_KEY_ID: s3.accessKeyId,
          AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
          AWS_REGION: s3.region,
        }),
  };
}
