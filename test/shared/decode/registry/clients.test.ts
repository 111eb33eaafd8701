import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createConfluentClient } from '../../../../shared/decode/registry/confluent-client.ts';
import { createGlueClient } from '../../../../shared/decode/registry/glue-client.ts';
import { createHttpSend } from '../../../../shared/decode/registry/http-get.ts';
import { signedHeaders } from '../../../../shared/decode/registry/sign-aws.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { ConfluentRegistryModel, TlsModel } from '../../../../shared/pipeline/model.ts';
import { freePort } from '../../../support/consumer-process.ts';
import { testKafka } from '../../../support/engines.ts';

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

const closing: (() => void)[] = [];
const never = new AbortController().signal;

/** A server that answers what no real registry can be made to answer. @returns its address */
async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => answer(request, body, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const says =
  (status: number, body: unknown): Answer =>
  (_request, _body, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

function confluent(urls: readonly string[], more: Partial<ConfluentRegistryModel> = {}) {
  const model: ConfluentRegistryModel = {
    type: 'confluent',
    urls,
    basicAuthUserInfo: null,
    bearerAuthToken: null,
    tls: null,
    schemaIdLocation: 'dual',
    ...more,
  };
  return createConfluentClient(model, createHttpSend(model.tls, 500));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `no error: ${JSON.stringify(value)}`,
    (error: unknown) => {
      assert.ok(error instanceof SluiceError);
      return error.code;
    },
  );
}

after(() => {
  for (const close of closing) close();
});

describe("a client of Confluent's API", () => {
  const failures: readonly (readonly [string, Answer, string])[] = [
    ['401', says(401, { error_code: 401 }), 'REGISTRY_ACCESS_DENIED'],
    ['403', says(403, { error_code: 40301 }), 'REGISTRY_ACCESS_DENIED'],
    ['500', says(500, ''), 'REGISTRY_UNAVAILABLE'],
    ['429', says(429, ''), 'REGISTRY_UNAVAILABLE'],
    ['a redirection', says(302, ''), 'REGISTRY_ANSWER'],
    ['a 404 that is not its own', says(404, '<html>nginx</html>'), 'REGISTRY_ANSWER'],
    ['a page', says(200, '<html>sign in</html>'), 'REGISTRY_ANSWER'],
    ['half of the JSON', says(200, '{"schema":"{'), 'REGISTRY_ANSWER'],
    ['another thing', says(200, { schema: 7 }), 'REGISTRY_ANSWER'],
    ['17 MB', says(200, 'x'.repeat(17 * 1024 * 1024)), 'REGISTRY_UNAVAILABLE'],
    ['a cut connection', (_request, _body, response) => response.destroy(), 'REGISTRY_UNAVAILABLE'],
    ['nothing', () => undefined, 'REGISTRY_UNAVAILABLE'],
  ];
  for (const [name, answer, code] of failures) {
    it(`makes ${code} of ${name}`, async () => {
      assert.equal(await codeOf(confluent([await serve(answer)]).get('7', never)), code);
    });
  }

  it('says that there is none only where the registry says so, and asks the next one where one is down', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const missing = await serve(says(404, { error_code: 40403 }));
    assert.equal(await confluent([nobody, missing]).get('7', never), null);
    assert.equal(await codeOf(confluent([nobody]).get('7', never)), 'REGISTRY_UNAVAILABLE');
  });

  it('sends its credentials, and asks for UUIDs and numbers where they are', async () => {
    const seen: (readonly [string | undefined, string | undefined])[] = [];
    const url = await serve((request, _body, response) => {
      seen.push([request.url, request.headers.authorization]);
      response.end('{"schema":"{}","schemaType":"JSON"}');
    });
    await confluent([`${url}/contexts/.lake`], { basicAuthUserInfo: 'me:secret' }).get('7', never);
    const uuid = '0b1f6f32-9a3c-4e04-8d3c-3e0f6f8a1b2c';
    await confluent([url], { bearerAuthToken: 'token' }).get(uuid, never);
    assert.deepEqual(seen, [
      ['/contexts/.lake/schemas/ids/7', 'Basic bWU6c2VjcmV0'],
      [`/schemas/guids/${uuid}`, 'Bearer token'],
    ]);
  });

  it('follows references once each, and tells those that go in a circle', async () => {
    const asked: string[] = [];
    const subjects: Record<string, readonly string[]> = {
      a: ['b', 'c'],
      b: ['c'],
      c: [],
      d: ['e'],
      e: ['d'],
    };
    const url = await serve((request, _body, response) => {
      const path = request.url ?? '';
      asked.push(path);
      const [, subject = path.endsWith('/1') ? 'a' : 'd'] = /subjects\/(\w)/.exec(path) ?? [];
      const references = (subjects[subject] ?? []).map((name) => ({
        name: `${name}.proto`,
        subject: name,
        version: 1,
      }));
      response.end(JSON.stringify({ schema: subject, schemaType: 'PROTOBUF', references }));
    });
    assert.deepEqual(await confluent([url]).get('1', never), {
      type: 'PROTOBUF',
      text: 'a',
      references: [
        { name: 'c.proto', text: 'c' },
        { name: 'b.proto', text: 'b' },
      ],
    });
    assert.equal(asked.length, 3);
    assert.match(JSON.stringify(await confluent([url]).get('2', never)), /go in a circle/);
  });
});

describe('a registry behind TLS', () => {
  it('is asked with our certificate, and only where its own is trusted', async (t) => {
    const { tls } = await testKafka();
    if (tls === null) {
      t.skip('there are no test certificates');
      return;
    }
    const [ca = '', cert = '', key = '', server = ''] = await Promise.all(
      [tls.ca, tls.certificate, tls.key, join(dirname(tls.ca), 'server-with-key.pem')].map((path) =>
        readFile(path, 'utf8'),
      ),
    );
    const own = { key: server, cert: server, ca, requestCert: true, rejectUnauthorized: true };
    const behind = createTlsServer(own, (_request, response) => {
      response.end('{"schema":"{}","schemaType":"JSON"}');
    });
    behind.listen(0, '127.0.0.1');
    await once(behind, 'listening');
    closing.push(() => behind.close());
    const urls = [`https://127.0.0.1:${(behind.address() as AddressInfo).port}`];
    const asked = async (given: Partial<TlsModel>): Promise<string> => {
      const checks = { verifyCertificate: true, verifyHostname: true };
      const none = { ca: null, cert: null, key: null, keyPass: null };
      return codeOf(confluent(urls, { tls: { ...none, ...checks, ...given } }).get('7', never));
    };
    assert.match(await asked({ ca, cert, key }), /^no error/);
    assert.equal(await asked({ ca }), 'REGISTRY_UNAVAILABLE');
    assert.equal(await asked({ cert, key }), 'REGISTRY_UNAVAILABLE');
    assert.match(await asked({ cert, key, verifyCertificate: false }), /^no error/);
  });
});

describe("a client of Glue's API", () => {
  const id = '0b1f6f32-9a3c-4e04-8d3c-3e0f6f8a1b2c';
  const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
  const version = {
    SchemaDefinition: '{}',
    DataFormat: 'JSON',
    SchemaArn: 'arn:aws:glue:eu-central-1:123456789012:schema/lake/devices',
    Status: 'AVAILABLE',
  };
  const glue = (endpoint: string, registryName: string | null = null) =>
    createGlueClient(
      { type: 'glue', region: 'eu-central-1', registryName, endpoint },
      createHttpSend(null, 2000),
      () => Promise.resolve(keys),
    );

  it('asks for a version by its id, signed for the service', async () => {
    let seen: (string | undefined)[] = [];
    const url = await serve((request, body, response) => {
      const {
        authorization,
        'x-amz-target': target,
        'x-amz-security-token': token,
      } = request.headers;
      seen = [authorization, String(target), String(token), body];
      response.end(JSON.stringify(version));
    });
    assert.deepEqual(await glue(url, 'lake').get(id, never), {
      type: 'JSON',
      text: '{}',
      references: [],
    });
    assert.match(
      String(seen[0]),
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/glue\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    assert.deepEqual(seen.slice(1), [
      'AWSGlue.GetSchemaVersion',
      'token',
      `{"SchemaVersionId":"${id}"}`,
    ]);
    assert.match(
      JSON.stringify(await glue(url, 'other').get(id, never)),
      /registryName allows 'other'/,
    );
  });

  it('takes a version that is not checked yet, or is not there, for one that is not there', async () => {
    const pending = await serve(says(200, { ...version, Status: 'PENDING' }));
    assert.equal(await glue(pending).get(id, never), null);
    const missing = await serve(says(400, { __type: 'EntityNotFoundException' }));
    assert.equal(await glue(missing).get(id, never), null);
    await glue(missing).check(never);
  });

  for (const [type, code] of [
    ['AccessDeniedException', 'REGISTRY_ACCESS_DENIED'],
    ['com.amazon.coral.service#UnrecognizedClientException', 'REGISTRY_ACCESS_DENIED'],
    ['ExpiredTokenException', 'REGISTRY_ACCESS_DENIED'],
    ['ThrottlingException', 'REGISTRY_UNAVAILABLE'],
    ['InternalServiceException', 'REGISTRY_UNAVAILABLE'],
    ['InvalidInputException', 'REGISTRY_ANSWER'],
  ] as const) {
    it(`makes ${code} of ${type}`, async () => {
      const url = await serve(says(400, { __type: type }));
      assert.equal(await codeOf(glue(url).get(id, never)), code);
      assert.equal(await codeOf(glue(url).check(never)), code);
    });
  }

  it('signs as AWS says: its example of a POST', () => {
    const { authorization } = signedHeaders(
      { url: 'https://example.amazonaws.com/', headers: {}, body: '' },
      {
        service: 'service',
        region: 'us-east-1',
        keys: {
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
        },
        now: new Date('2015-08-30T12:36:00Z'),
      },
    );
    // "post-vanilla" of the test suite for Signature Version 4
    assert.match(
      String(authorization),
      /Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b$/,
    );
  });
});
