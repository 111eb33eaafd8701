import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePipeline } from '../../../shared/pipeline/describe.ts';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const secret = 'hunter2hunter2';
const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`;

for (const [what, definition] of [
  [
    'a misspelt password',
    minimalPipeline({ source: { sasl: { mechanism: 'PLAIN', username: 'u', passwort: secret } } }),
  ],
  ['a password in the place of its group', minimalPipeline({ source: { sasl: secret } })],
  ['a key in the place of credentials', minimalPipeline({ sink: { auth: secret } })],
  ['a list of passwords', minimalPipeline({ source: { sasl: { password: [secret] } } })],
  [
    'a password as an object',
    minimalPipeline({ source: { sasl: { password: { value: secret } } } }),
  ],
  [
    'a password with a broken variable',
    minimalPipeline({ source: { sasl: { password: `${secret}\${` } } }),
  ],
  [
    'a default that is a secret, in a broken variable',
    minimalPipeline({ source: { sasl: { password: `\${P=${secret}}` } } }),
  ],
  ['a secret key without its id', minimalPipeline({ sink: { auth: { secretAccessKey: secret } } })],
  ['a token without a key', minimalPipeline({ sink: { auth: { sessionToken: secret } } })],
  ['a key file that is not there', minimalPipeline({ source: { tls: { keyFile: secret } } })],
  [
    'credentials in an endpoint',
    minimalPipeline({ sink: { endpoint: `http://user:${secret}@minio:9000` } }),
  ],
  [
    'credentials in a broken endpoint',
    minimalPipeline({ sink: { endpoint: `s3://user:${secret}@minio` } }),
  ],
  [
    'credentials in a bootstrap server',
    minimalPipeline({ source: { bootstrapServers: `sasl://user:${secret}@b:9092` } }),
  ],
  ['a component that is a secret', minimalPipeline({ top: { sinks: { s3: secret } } })],
  ['a pipeline with a secret at the top', minimalPipeline({ top: { password: secret } })],
] as const) {
  test(`${what} is a fault that does not tell the secret`, () => {
    const faults = faultsOf(definition);
    assert.ok(faults.length > 0);
    assert.ok(!faults.join('\n').includes(secret), faults.join('\n'));
  });
}

test('a listing tells that there are secrets, not which', () => {
  const model = load(
    minimalPipeline({
      source: {
        tls: { crtFile: pem, keyFile: pem, keyPass: `${secret}1` },
        sasl: { mechanism: 'PLAIN', username: 'someone', password: `${secret}2` },
      },
      sink: {
        auth: {
          accessKeyId: 'AKIAEXAMPLE',
          secretAccessKey: `${secret}3`,
          sessionToken: `${secret}4`,
        },
      },
    }),
  );
  const text = describePipeline(model);
  assert.ok(!text.replaceAll('"cert"', '').includes(`${secret}1`));
  for (const hidden of [`${secret}2`, `${secret}3`, `${secret}4`, 'AKIAEXAMPLE']) {
    assert.ok(!text.includes(hidden));
  }
  const shown = JSON.parse(text) as {
    sources: { kafka: { connection: { tls: { key: string }; sasl: object }; fields: object } };
    sinks: { s3: { store: { auth: object } } };
  };
  assert.equal(shown.sources.kafka.connection.tls.key, '***');
  assert.deepEqual(shown.sources.kafka.connection.sasl, {
    mechanism: 'PLAIN',
    username: 'someone',
    password: '***',
  });
  assert.deepEqual(shown.sinks.s3.store.auth, {
    type: 'static',
    accessKeyId: '***',
    secretAccessKey: '***',
    sessionToken: '***',
  });
  assert.equal((shown.sources.kafka.fields as { key: string }).key, 'message_key');
});

test('a listing shows functions, offsets and maps readably', () => {
  const model = load(
    minimalPipeline({
      source: { startAt: { offset: 2n ** 60n } },
      top: { transforms: { t: { type: 'filter', inputs: ['kafka'], condition: () => true } } },
      sink: { inputs: ['t'] },
    }),
  );
  const text = describePipeline(model);
  assert.match(text, /"offset": "1152921504606846976"/);
  assert.match(text, /"condition": "function condition"/);
});
