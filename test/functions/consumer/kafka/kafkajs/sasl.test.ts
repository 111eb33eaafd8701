import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSaslOptions } from '../../../../../functions/consumer/kafka/kafkajs/sasl.ts';
import type { SluiceError } from '../../../../../shared/errors.ts';

interface BearerOptions {
  readonly mechanism: string;
  readonly oauthBearerProvider: () => Promise<{ readonly value: string }>;
}

const variables = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example-secret',
  AWS_SESSION_TOKEN: 'example-session',
};

/** Runs with these variables and no other way to credentials. */
async function withEnvironment<T>(
  environment: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const none = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  const names = [...Object.keys(variables), ...Object.keys(none)];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  Object.assign(process.env, none, environment);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

describe('AWS_MSK_IAM', () => {
  const options = createSaslOptions({
    mechanism: 'AWS_MSK_IAM',
    region: 'eu-central-1',
  }) as BearerOptions;

  it('is a bearer token: a request to connect, signed for the region', async () => {
    assert.equal(options.mechanism, 'oauthbearer');
    const { value } = await withEnvironment(variables, options.oauthBearerProvider);
    const url = new URL(Buffer.from(value, 'base64url').toString('utf8'));
    assert.equal(url.host, 'kafka.eu-central-1.amazonaws.com');
    assert.equal(url.searchParams.get('Action'), 'kafka-cluster:Connect');
    assert.match(
      url.searchParams.get('X-Amz-Credential') ?? '',
      /^AKIDEXAMPLE\/.*\/eu-central-1\//u,
    );
    assert.ok(url.searchParams.get('X-Amz-Signature'));
    assert.ok(!value.includes('example-secret'));
  });

  it('is signed anew each time', async () => {
    const signed = await withEnvironment(variables, async () => {
      const first = await options.oauthBearerProvider();
      const others = { ...variables, AWS_ACCESS_KEY_ID: 'AKIDROTATED' };
      return [first, await withEnvironment(others, options.oauthBearerProvider)];
    });
    const ids = signed.map(({ value }) =>
      new URL(Buffer.from(value, 'base64url').toString('utf8')).searchParams
        .get('X-Amz-Credential')
        ?.slice(0, 11),
    );
    assert.deepEqual(ids, ['AKIDEXAMPLE', 'AKIDROTATED']);
  });

  it('says which region it had no credentials for, as something that can heal', async () => {
    await assert.rejects(
      withEnvironment({}, options.oauthBearerProvider),
      (error: SluiceError) =>
        error.code === 'KAFKA_UNREACHABLE' &&
        error.retryable &&
        /no AWS credentials.*eu-central-1/u.test(error.message),
    );
  });
});

it('passwords go to kafkajs in an object of their own for each connection', () => {
  const model = { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' } as const;
  const [one, two] = [createSaslOptions(model), createSaslOptions(model)];
  assert.deepEqual(one, { mechanism: 'scram-sha-512', username: 'u', password: 'p' });
  assert.notEqual(one, two);
  assert.equal(createSaslOptions(null), null);
});
