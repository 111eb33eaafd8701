import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { SluiceError } from '../../../../shared/errors.ts';
import { createCredentials } from '../../../../shared/sink/s3/credentials.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { startFaultServer } from './fault-server.ts';
import { objectOf, storeModel, userAgent } from '../../../support/store-model.ts';

/** Sets variables for one test, with everything that could give credentials by accident taken away. */
function environment(t: TestContext, variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent',
    ...variables,
  });
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-credentials-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

/** An STS that hands out numbered credentials, good for so long, or fails. */
async function startSts(
  t: TestContext,
  answers: readonly { readonly lastsMs: number }[],
): Promise<{ readonly endpoint: string; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      const answer = answers[bodies.length];
      bodies.push(body);
      if (answer === undefined) {
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end(
          '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>may not assume</Message></Error></ErrorResponse>',
        );
        return;
      }
      const action = body.includes('AssumeRoleWithWebIdentity')
        ? 'AssumeRoleWithWebIdentity'
        : 'AssumeRole';
      const until = new Date(Date.now() + answer.lastsMs).toISOString();
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>ROLE${bodies.length}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t${bodies.length}</SessionToken><Expiration>${until}</Expiration></Credentials></${action}Result></${action}Response>`,
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

const hourMs = 3_600_000;
const role = 'arn:aws:iam::123456789012:role/lake-writer';

describe('credentials', () => {
  it('that stand in the sink are taken as they are', async () => {
    const provide = createCredentials(
      { type: 'static', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
      'us-east-1',
    );
    assert.deepEqual(await provide(), {
      accessKeyId: 'a',
      secretAccessKey: 'b',
      sessionToken: 'c',
    });
  });

  it('come from the environment by default', async (t) => {
    environment(t, { AWS_ACCESS_KEY_ID: 'from-env', AWS_SECRET_ACCESS_KEY: 's' });
    const found = await createCredentials({ type: 'default' }, 'us-east-1')();
    assert.equal(found.accessKeyId, 'from-env');
  });

  it('of a profile are read again when asked again, so that rotated keys are seen', async (t) => {
    const file = join(await folder(t), 'credentials');
    environment(t, { AWS_SHARED_CREDENTIALS_FILE: file });
    const provide = createCredentials({ type: 'profile', profile: 'lake' }, 'us-east-1');
    for (const id of ['first', 'second']) {
      await writeFile(file, `[lake]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`);
      assert.equal((await provide()).accessKeyId, id);
    }
  });

  it('of a role are asked of STS, with session and external id', async (t) => {
    const sts = await startSts(t, [{ lastsMs: hourMs }]);
    environment(t, {
      AWS_ACCESS_KEY_ID: 'base',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_ENDPOINT_URL_STS: sts.endpoint,
    });
    const found = await createCredentials(
      { type: 'assumeRole', roleArn: role, externalId: 'partner', sessionName: 'sluice-1' },
      'us-east-1',
    )();
    assert.deepEqual([found.accessKeyId, found.sessionToken], ['ROLE1', 't1']);
    const asked = new URLSearchParams(sts.bodies[0]);
    assert.deepEqual(
      ['Action', 'RoleArn', 'ExternalId', 'RoleSessionName'].map((name) => asked.get(name)),
      ['AssumeRole', role, 'partner', 'sluice-1'],
    );
  });

  it('of a web identity are asked with the token that the file holds now', async (t) => {
    const sts = await startSts(t, [{ lastsMs: hourMs }, { lastsMs: hourMs }]);
    const tokenFile = join(await folder(t), 'token');
    environment(t, { AWS_ENDPOINT_URL_STS: sts.endpoint });
    const provide = createCredentials(
      { type: 'webIdentity', roleArn: role, tokenFile, sessionName: 'pod' },
      'us-east-1',
    );
    for (const token of ['token-1', 'token-2']) {
      await writeFile(tokenFile, token);
      await provide();
      assert.equal(new URLSearchParams(sts.bodies.at(-1)).get('WebIdentityToken'), token);
    }
  });

  it('that are still good are used on while their source is away', async (t) => {
    const sts = await startSts(t, [{ lastsMs: 60_000 }]);
    environment(t, {
      AWS_ACCESS_KEY_ID: 'base',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_ENDPOINT_URL_STS: sts.endpoint,
    });
    const provide = createCredentials(
      { type: 'assumeRole', roleArn: role, externalId: null, sessionName: 's' },
      'us-east-1',
    );
    await provide();
    assert.equal((await provide()).accessKeyId, 'ROLE1');
    assert.equal(sts.bodies.length, 2);
  });

  it('that have expired meanwhile are not', async (t) => {
    const sts = await startSts(t, [{ lastsMs: 5000 }]);
    environment(t, {
      AWS_ACCESS_KEY_ID: 'base',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_ENDPOINT_URL_STS: sts.endpoint,
    });
    const provide = createCredentials(
      { type: 'assumeRole', roleArn: role, externalId: null, sessionName: 's' },
      'us-east-1',
    );
    await provide();
    await assert.rejects(provide(), {
      code: 'STORE_CREDENTIALS',
      message: `No credentials from assuming role ${role}: AccessDenied: may not assume`,
    });
  });

  it('that cannot be found are an error that names where was looked, and can heal', async (t) => {
    environment(t, { AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' });
    await assert.rejects(createCredentials({ type: 'default' }, 'us-east-1')(), (error) => {
      assert.ok(error instanceof SluiceError);
      assert.equal(error.code, 'STORE_CREDENTIALS');
      assert.ok(error.retryable);
      assert.match(error.message, /default chain/);
      return true;
    });
  });
});

describe('a store whose token expires', () => {
  it('asks for new credentials and stores the same object with them', async (t) => {
    const sts = await startSts(t, [{ lastsMs: hourMs }, { lastsMs: hourMs }]);
    environment(t, {
      AWS_ACCESS_KEY_ID: 'base',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_ENDPOINT_URL_STS: sts.endpoint,
    });
    const server = await startFaultServer([
      { kind: 'ok' },
      { kind: 'error', status: 400, code: 'ExpiredToken' },
    ]);
    const store = createS3Store(
      storeModel({
        endpoint: server.endpoint,
        auth: { type: 'assumeRole', roleArn: role, externalId: null, sessionName: 's' },
      }),
      { userAgent },
    );
    t.after(async () => {
      store.close();
      await server.close();
    });
    for (const key of ['raw/1', 'raw/2'])
      await store.put(objectOf(key, ['x']), new AbortController().signal);
    assert.deepEqual(
      server.requests.map(({ url, headers }) => [
        url.split('?')[0],
        headers['x-amz-security-token'],
      ]),
      [
        ['/lake/raw/1', 't1'],
        ['/lake/raw/2', 't1'],
        ['/lake/raw/2', 't2'],
      ],
    );
  });
});
