import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError, type ErrorCode } from '../../../../shared/errors.ts';
import { classifyS3Error, type S3Attempt } from '../../../../shared/sink/s3/classify-error.ts';

const attempt: S3Attempt = {
  action: 'PutObject',
  bucket: 'lake',
  key: 'raw/dt=2026-11-22/devices+0+17.ndjson',
  region: 'us-east-1',
  endpoint: null,
  expectedBucketOwner: null,
};

/** An error as the SDK makes it from an answer. */
function answer(status: number, name: string, more: object = {}): Error {
  return Object.assign(
    new Error('said by the server'),
    { name, $metadata: { httpStatusCode: status } },
    more,
  );
}

/** An error as Node makes it from a connection. */
function network(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

const table: Readonly<Partial<Record<ErrorCode, readonly Error[]>>> = {
  STORE_BUCKET_MISSING: [
    answer(404, 'NoSuchBucket'),
    answer(404, 'NotFound'),
    answer(404, 'Unknown'),
  ],
  STORE_ACCESS_DENIED: [
    answer(403, 'AccessDenied'),
    answer(403, 'Forbidden'),
    answer(401, 'Unauthorized'),
    answer(403, 'AllAccessDisabled'),
  ],
  STORE_CREDENTIALS: [
    answer(400, 'ExpiredToken'),
    answer(403, 'ExpiredTokenException'),
    answer(400, 'InvalidToken'),
    answer(403, 'InvalidAccessKeyId'),
    answer(403, 'SignatureDoesNotMatch'),
    answer(403, 'RequestTimeTooSkewed'),
    answer(400, 'TokenRefreshRequired'),
    Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    }),
  ],
  STORE_UNAVAILABLE: [
    answer(503, 'SlowDown'),
    answer(503, 'ServiceUnavailable'),
    answer(500, 'InternalError'),
    answer(429, 'TooManyRequests'),
    answer(429, 'Unknown'),
    answer(502, 'Unknown'),
    answer(504, 'Unknown'),
    answer(400, 'RequestTimeout'),
    answer(400, 'BadDigest'),
    answer(400, 'XAmzContentSHA256Mismatch'),
    answer(400, 'KMS.ThrottlingException'),
    answer(409, 'OperationAborted'),
    answer(409, 'ConditionalRequestConflict'),
    answer(409, 'Unknown'),
    answer(200, 'SyntaxError'),
    Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }),
    ...[
      'ECONNRESET',
      'ECONNREFUSED',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'EPROTO',
    ].map(network),
    new Error('request failed', { cause: network('ECONNRESET') }),
    new Error('socket hang up'),
  ],
  STORE_REJECTED: [
    answer(400, 'InvalidStorageClass'),
    answer(400, 'KMS.NotFoundException'),
    answer(400, 'KMS.DisabledException'),
    answer(400, 'EntityTooLarge'),
    answer(400, 'InvalidArgument'),
    answer(400, 'KeyTooLongError'),
    answer(412, 'PreconditionFailed'),
    answer(501, 'NotImplemented'),
    answer(403, 'InvalidObjectState'),
  ],
  CONFIG_INVALID: [
    answer(301, 'PermanentRedirect', {
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    }),
    answer(301, 'PermanentRedirect'),
    answer(400, 'AuthorizationHeaderMalformed', { Region: 'eu-west-1' }),
  ],
  INTERNAL: [new TypeError('x is not a function')],
};

describe('what the client throws becomes', () => {
  for (const [code, errors] of Object.entries(table)) {
    for (const error of errors) {
      const status =
        '$metadata' in error ? (error.$metadata as { httpStatusCode: number }).httpStatusCode : '';
      it(`${code} for ${status} ${error.name} ${error.message}`, () => {
        const classified = classifyS3Error(error, attempt);
        assert.equal(classified.code, code);
        assert.equal(classified.cause, error);
      });
    }
  }

  it('STORE_CREDENTIALS for a HEAD that is refused without a reason, as an expired token is', () => {
    const refused = classifyS3Error(answer(400, 'BadRequest'), {
      ...attempt,
      action: 'HeadObject',
    });
    assert.equal(refused.code, 'STORE_CREDENTIALS');
    assert.match(refused.message, /expired token/);
    assert.equal(classifyS3Error(answer(400, 'BadRequest'), attempt).code, 'STORE_REJECTED');
  });

  it('itself where it has a code already, also as a cause', () => {
    const known = new SluiceError('STORE_CREDENTIALS', 'no token');
    assert.equal(classifyS3Error(known, attempt), known);
    assert.equal(classifyS3Error(new Error('while signing', { cause: known }), attempt), known);
  });

  it('INTERNAL for what is not an error at all', () => {
    assert.equal(classifyS3Error('text', attempt).code, 'INTERNAL');
    assert.equal(classifyS3Error(null, attempt).code, 'INTERNAL');
  });
});

describe('what can heal is retryable, what drops data silently is nothing', () => {
  const healing = ['STORE_CREDENTIALS', 'STORE_UNAVAILABLE'];
  for (const [code, errors] of Object.entries(table)) {
    it(code, () => {
      for (const error of errors)
        assert.equal(classifyS3Error(error, attempt).retryable, healing.includes(code));
    });
  }
});

describe('a message', () => {
  const cases: [string, Error, Partial<S3Attempt>, string][] = [
    [
      'names action, place, answer and request',
      answer(503, 'SlowDown', { $metadata: { httpStatusCode: 503, requestId: 'R1' } }),
      { endpoint: 'https://user:secret@minio.local:9000/x' },
      'PutObject on s3://lake/raw/dt=2026-11-22/ at https://minio.local:9000: SlowDown, HTTP 503: said by the server (request R1)',
    ],
    [
      'names the permission and the owner that was expected',
      answer(403, 'AccessDenied'),
      { expectedBucketOwner: '123456789012' },
      'PutObject on s3://lake/raw/dt=2026-11-22/: AccessDenied, HTTP 403: said by the server; check that s3:PutObject is allowed there, and that account 123456789012 owns the bucket (expectedBucketOwner)',
    ],
    [
      'names the permission that a multipart upload needs',
      answer(403, 'AccessDenied'),
      { action: 'CreateMultipartUpload', key: 'top' },
      'CreateMultipartUpload on s3://lake/: AccessDenied, HTTP 403: said by the server; check that s3:PutObject is allowed there',
    ],
    [
      'names what a look at an object needs, where S3 hides whether it exists',
      answer(403, 'Forbidden'),
      { action: 'HeadObject', key: '_sluice/a' },
      'HeadObject on s3://lake/_sluice/: Forbidden, HTTP 403: said by the server; check that s3:GetObject is allowed there, and s3:ListBucket on the bucket, without which S3 says this of an object that does not exist',
    ],
    [
      'names what a listing needs',
      answer(403, 'AccessDenied'),
      { action: 'ListObjectsV2', key: '_sluice/' },
      'ListObjectsV2 on s3://lake/_sluice/: AccessDenied, HTTP 403: said by the server; check that s3:ListBucket is allowed there',
    ],
    [
      'says why a record cannot be read',
      answer(403, 'InvalidObjectState'),
      { action: 'GetObject', key: '_sluice/a' },
      'GetObject on s3://lake/_sluice/: InvalidObjectState, HTTP 403: said by the server; the object is archived: keep what Sluice reads again (_sluice/) out of lifecycle rules that archive',
    ],
    [
      'names the right region',
      answer(400, 'AuthorizationHeaderMalformed', { Region: 'ap-northeast-2' }),
      {},
      `PutObject on s3://lake/raw/dt=2026-11-22/: the sink says region "us-east-1", but the bucket is in "ap-northeast-2": set region: 'ap-northeast-2'`,
    ],
    [
      'blames the clock',
      answer(403, 'RequestTimeTooSkewed'),
      {},
      'PutObject on s3://lake/raw/dt=2026-11-22/: RequestTimeTooSkewed, HTTP 403: said by the server; the clock of this machine is wrong: check NTP',
    ],
    [
      'is one line, and not a page',
      Object.assign(network('ECONNRESET'), { message: `a\n\tb\u001b[31m ${'x'.repeat(500)}` }),
      {},
      `PutObject on s3://lake/raw/dt=2026-11-22/: ECONNRESET: a b [31m ${'x'.repeat(291)}…`,
    ],
  ];
  for (const [name, error, changes, expected] of cases) {
    it(name, () => {
      assert.equal(classifyS3Error(error, { ...attempt, ...changes }).message, expected);
    });
  }
});
