import { SluiceError, type ErrorCode } from '../../errors.ts';

/** What was tried, and on what: all that a message may say. */
export interface S3Attempt {
  /** The S3 operation, as IAM calls it: `PutObject`. */
  readonly action: string;
  readonly bucket: string;
  /** Empty where the operation is on the bucket itself. */
  readonly key: string;
  readonly region: string;
  readonly endpoint: string | null;
  readonly expectedBucketOwner: string | null;
}

/** The fields that the SDK's errors carry beside the message; every one may be missing. */
interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** On AuthorizationHeaderMalformed: the region that the bucket is in. */
  readonly Region?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * S3's own names for errors, by what they mean for us. Everything else is judged by its HTTP status: names decide
 * first, because S3 answers 400 to an expired token and to a connection that was too slow, and neither is our fault.
 */
const byName: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    STORE_BUCKET_MISSING: ['NoSuchBucket'],
    STORE_CREDENTIALS: [
      'ExpiredToken',
      'ExpiredTokenException',
      'InvalidToken',
      'InvalidTokenId',
      'TokenRefreshRequired',
      'RequestExpired',
      'RequestTimeTooSkewed',
      'RequestInTheFuture',
      'InvalidAccessKeyId',
      'InvalidSecurity',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'AuthFailure',
      'CredentialsProviderError',
      'TokenProviderError',
      'ProviderError',
    ],
    STORE_ACCESS_DENIED: [
      'AccessDenied',
      'AccessDeniedException',
      'AllAccessDisabled',
      'AccountProblem',
      'NotSignedUp',
      'KMS.AccessDeniedException',
    ],
    STORE_UNAVAILABLE: [
      'SlowDown',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'KMS.ThrottlingException',
      'RequestLimitExceeded',
      'TooManyRequests',
      'TooManyRequestsException',
      'BandwidthLimitExceeded',
      'ServiceUnavailable',
      'InternalError',
      'KMS.InternalException',
      'KMS.DependencyTimeoutException',
      'RequestTimeout',
      'TimeoutError',
      'AbortError',
      // the body was damaged or cut on its way: the bytes here are whole, so sending them again can help
      'BadDigest',
      'IncompleteBody',
      'XAmzContentSHA256Mismatch',
      'XAmzContentChecksumMismatch',
      'OperationAborted',
      'ConditionalRequestConflict',
    ],
    // 501 would look like a server's passing weakness, and 403 like a missing permission
    STORE_REJECTED: ['NotImplemented', 'InvalidObjectState'],
    STORE_UPLOAD_GONE: ['NoSuchUpload'],
  } satisfies Partial<Record<ErrorCode, string[]>>).flatMap(([code, names]) =>
    names.map((name): [string, ErrorCode] => [name, code as ErrorCode]),
  ),
);

/** Node's names for connections that failed, were cut, or never came about. */
const networkCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EMFILE',
]);

/**
 * Turns whatever the S3 client threw into the one error class; the only place that knows S3's error names. The message
 * says what was tried where and what came back; never a body, a header or a secret. The original is its `cause`.
 */
export function classifyS3Error(thrown: unknown, attempt: S3Attempt): SluiceError {
  for (let cause = thrown, depth = 0; cause instanceof Error && depth < 5; depth++) {
    if (cause instanceof SluiceError) return cause;
    cause = cause.cause;
  }
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as ServiceError;
  const redirect = wrongRegion(error, attempt, thrown);
  if (redirect !== null) return redirect;
  const code = codeOf(error, attempt.action);
  return new SluiceError(
    code,
    `${attempt.action} on ${placeOf(attempt)}: ${answerOf(error, thrown)}${hintOf(code, error, attempt)}`,
    { cause: thrown },
  );
}

function codeOf(error: ServiceError, action: string): ErrorCode {
  const named = byName.get(error.name ?? '') ?? byName.get(error.code ?? '');
  if (named !== undefined) return named;
  if (isNetworkError(error)) return 'STORE_UNAVAILABLE';
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined) return 'INTERNAL';
  // HEAD has no body, so a missing bucket has no name there; a missing object is no error and never comes here
  if (status === 404) return 'STORE_BUCKET_MISSING';
  if (isNamelessExpiry(status, action)) return 'STORE_CREDENTIALS';
  if (status === 401 || status === 403) return 'STORE_ACCESS_DENIED';
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) {
    return 'STORE_UNAVAILABLE';
  }
  // a proxy's page, or an answer that was cut: it says nothing about the request
  return status >= 400 ? 'STORE_REJECTED' : 'STORE_UNAVAILABLE';
}

/** An expired token is 400 ExpiredToken, and of the answer to a HEAD only the 400 is left; nothing else there earns it. */
function isNamelessExpiry(status: number, action: string): boolean {
  return status === 400 && action.startsWith('Head');
}

function isNetworkError(error: ServiceError): boolean {
  for (let cause: ServiceError | undefined = error, depth = 0; cause && depth < 5; depth++) {
    const code = cause.code ?? '';
    if (networkCodes.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_'))
      return true;
    // what OpenSSL says about certificates: UNABLE_TO_VERIFY_LEAF_SIGNATURE, SELF_SIGNED_CERT_IN_CHAIN, …
    if (/CERT|^UNABLE_TO_|^ERR_SSL|^EPROTO$|^HPE_/.test(code)) return true;
    cause = cause.cause instanceof Error ? cause.cause : undefined;
  }
  return error.message === 'socket hang up';
}

/** A bucket that lives elsewhere is a fault of the file, and S3 tells which region is right. */
function wrongRegion(error: ServiceError, attempt: S3Attempt, cause: unknown): SluiceError | null {
  const elsewhere =
    error.name === 'PermanentRedirect' ||
    error.name === 'IllegalLocationConstraintException' ||
    error.name === 'AuthorizationHeaderMalformed' ||
    error.$metadata?.httpStatusCode === 301 ||
    error.$metadata?.httpStatusCode === 307;
  if (!elsewhere) return null;
  const region = error.Region ?? error.$response?.headers?.['x-amz-bucket-region'];
  if (region === attempt.region) return null;
  // without a region this name also stands for a date or credential that cannot be read
  if (region === undefined && error.name === 'AuthorizationHeaderMalformed') return null;
  const advice =
    region === undefined
      ? 'set the region that the bucket is in'
      : `the bucket is in ${JSON.stringify(region)}: set region: '${region}'`;
  return new SluiceError(
    'CONFIG_INVALID',
    `${attempt.action} on ${placeOf(attempt)}: the sink says region ${JSON.stringify(attempt.region)}, but ${advice}`,
    { cause },
  );
}

/** Bucket and prefix, not the whole key: one message for all objects that fail alike. */
function placeOf(attempt: S3Attempt): string {
  const prefix = attempt.key.slice(0, attempt.key.lastIndexOf('/') + 1);
  const server = attempt.endpoint === null ? '' : ` at ${hostOf(attempt.endpoint)}`;
  return `s3://${attempt.bucket}/${prefix}${server}`;
}

/** Without user name and password, should somebody have put them there. */
function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).origin : 'the endpoint';
}

function answerOf(error: ServiceError, thrown: unknown): string {
  const status = error.$metadata?.httpStatusCode;
  const names = [
    ...(error.name !== undefined && error.name !== 'Error' ? [error.name] : []),
    ...(error.code !== undefined && error.code !== error.name ? [error.code] : []),
    ...(status === undefined ? [] : [`HTTP ${status}`]),
  ].join(', ');
  const said = oneLine(error.message ?? String(thrown));
  const request = error.$metadata?.requestId;
  return `${names === '' ? said : `${names}: ${said}`}${request === undefined ? '' : ` (request ${request})`}`;
}

/** A server's words on one line, and no more of them than a log can bear: some proxies answer with a whole page. */
function oneLine(message: string): string {
  const line = message.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || 'no reason given';
}

function hintOf(code: ErrorCode, error: ServiceError, attempt: S3Attempt): string {
  if (code === 'STORE_ACCESS_DENIED') {
    const owner =
      attempt.expectedBucketOwner === null
        ? ''
        : `, and that account ${attempt.expectedBucketOwner} owns the bucket (expectedBucketOwner)`;
    return `; check that ${permissionOf(attempt.action)}${owner}`;
  }
  if (error.name === 'RequestTimeTooSkewed' || error.name === 'RequestInTheFuture') {
    return '; the clock of this machine is wrong: check NTP';
  }
  if (error.name === 'InvalidObjectState') {
    return '; the object is archived: keep what Sluice reads again (_sluice/) out of lifecycle rules that archive';
  }
  return code === 'STORE_CREDENTIALS' && attempt.action.startsWith('Head')
    ? '; an answer to HEAD gives no reason, but this is what S3 says of an expired token'
    : '';
}

/** They have no permission of their own. */
const storingOperations: ReadonlySet<string> = new Set([
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
]);

/** What an operation needs in a policy. */
function permissionOf(operation: string): string {
  if (operation === 'HeadBucket' || operation === 'ListObjectsV2') {
    return 's3:ListBucket is allowed there';
  }
  if (operation === 'HeadObject' || operation === 'GetObject') {
    return 's3:GetObject is allowed there, and s3:ListBucket on the bucket, without which S3 says this of an object that does not exist';
  }
  if (operation === 'ListMultipartUploads') {
    return 's3:ListBucketMultipartUploads is allowed on the bucket';
  }
  return `s3:${storingOperations.has(operation) ? 'PutObject' : operation} is allowed there`;
}
