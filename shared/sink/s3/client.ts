import { S3Client } from '@aws-sdk/client-s3';
import type { S3StoreModel } from '../../pipeline/model.ts';
import { createCredentials } from './credentials.ts';

/** Connections to one endpoint: more than the publisher has uploads under way, fewer than a server minds. */
const maxSockets = 32;
const connectTimeoutMs = 10_000;

/** What matters comes as an error; the SDK's own lines would stand between ours. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Name and version of the program, as `sluice` and `1.2.3`; ends up in S3's access log. */
export interface UserAgent {
  readonly name: string;
  readonly version: string;
}

/** An S3 client without the SDK's defaults that cost time or hide what happens; each is explained below. */
export function createS3Client(model: S3StoreModel, userAgent: UserAgent): S3Client {
  const agent = { keepAlive: true, maxSockets };
  return new S3Client({
    region: model.region,
    ...(model.endpoint === null ? {} : { endpoint: model.endpoint }),
    forcePathStyle: model.forcePathStyle,
    credentials: createCredentials(model.auth, model.region),
    customUserAgent: [[userAgent.name, userAgent.version]],
    // retries are ours (retry.ts), and so are checksums (payload.ts)
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // with it the SDK opens a new connection for every single PutObject
    expectContinueHeader: false,
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      connectionTimeout: Math.min(connectTimeoutMs, model.request.timeoutMs),
      requestTimeout: model.request.timeoutMs,
      // without it a request that takes too long is logged on the console, and goes on
      throwOnRequestTimeout: true,
      logger: silent,
    },
    // the SDK warns on the console that it will not retry a streamed body; it should not
    logger: silent,
  });
}

/** Whether TLS to AWS itself: only there may the payload stay out of the signature (payload.ts). */
export function trustsTransport(endpoint: string | null): boolean {
  if (endpoint === null) return true;
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' && /\.amazonaws\.com(\.cn)?$/.test(hostname);
}

function ignore(): void {
  // see `silent`
}
