import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describePipeline } from '../../../shared/pipeline/describe.ts';
import { pipelineWarnings } from '../../../shared/pipeline/warnings.ts';
import { buildFaultsOf, faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const at = 'sources.kafka.decoding.schemaRegistry';

function pipeline(schemaRegistry: object, decoding: object = {}): object {
  return minimalPipeline({ source: { decoding: { schemaRegistry, ...decoding } } });
}

const url = 'https://schemas:8081';
const cases: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'no address',
    pipeline({ basicAuthUserInfo: 'u:p' }),
    [`${at}.url: is missing; give 'https://host:8081', or type: 'glue' and a region`],
  ],
  [
    'credentials in the address',
    pipeline({ url: 'https://u:geheim@schemas:8081' }),
    [
      `${at}.url: got the text 'https://***@schemas:8081' (number 1, 'https://***@schemas:8081', is not); allowed: addresses: a list, or text with commas between; each is an address like 'https://schemas.example:8081', without user (that is basicAuthUserInfo) and query`,
    ],
  ],
  [
    'two ways of saying who we are, a certificate without TLS, half of a pair',
    pipeline({
      url: 'http://schemas:8081',
      basicAuthUserInfo: 'u:p',
      bearerAuthToken: 't',
      tls: { crtFile: '-----BEGIN CERTIFICATE-----' },
    }),
    [
      `${at}.bearerAuthToken: is given, and basicAuthUserInfo is too; give one of them`,
      `${at}.tls.keyFile: is missing, but crtFile is given; mutual TLS needs both`,
      `${at}.tls: is given, but the address begins with http:; write https:`,
    ],
  ],
  [
    'Glue with what is not its own, and without a region',
    pipeline({ type: 'glue', url, bearerAuthToken: 't' }),
    [
      `${at}.url: is given, but type is 'glue', which has no use for it`,
      `${at}.bearerAuthToken: is given, but type is 'glue', which has no use for it`,
      `${at}.region: is missing; give it, or set AWS_REGION`,
    ],
  ],
  [
    'a codec that has no schema',
    pipeline({ url }, { codec: 'bytes' }),
    [
      `${at}: is given, but codec is 'bytes', which has no schema; write codec: 'json', 'protobuf' or 'avro'`,
    ],
  ],
  [
    'a check of what cannot be otherwise, and a schema of its own',
    pipeline({ url, validate: true }, { codec: 'protobuf', protobuf: { descFile: 'a.desc' } }),
    [
      'sources.kafka.decoding.protobuf.descFile: is given, but schemaRegistry has the schemas; give one of them',
      `${at}.validate: is for JSON Schema, and codec is 'protobuf', whose values cannot be other than their schema`,
    ],
  ],
  [
    'a schema of its own for Avro, and an id that is taken off',
    pipeline({ url }, { codec: 'avro', avro: { schema: '{}', stripSchemaIdPrefix: true } }),
    [
      'sources.kafka.decoding.avro.schema: is given, but schemaRegistry has the schemas; give one of them',
      'sources.kafka.decoding.avro.stripSchemaIdPrefix: is given, but schemaRegistry has the schemas; give one of them',
    ],
  ],
];

describe('options of a schema registry', () => {
  for (const [name, definition, faults] of cases) {
    it(`are refused, all faults at once: ${name}`, () => {
      assert.deepEqual(faultsOf(definition), faults);
    });
  }

  it('are known to be there where the environment decides them later', () => {
    assert.deepEqual(buildFaultsOf(pipeline({ url: '${SCHEMAS}' }, { codec: 'avro' })), []);
    const { sources } = load(pipeline({ url: '${SCHEMAS}' }), { SCHEMAS: 'http://a, http://b/' });
    const decoding = sources.get('kafka')?.decoding;
    assert.ok(decoding?.codec === 'registry' && decoding.registry.type === 'confluent');
    assert.deepEqual(decoding.registry.urls, ['http://a', 'http://b']);
  });

  it('are not printed where they are secret, and told where they are sent as they are', () => {
    const model = load(pipeline({ url: 'http://schemas', basicAuthUserInfo: 'u:geheim' }));
    assert.doesNotMatch(describePipeline(model), /geheim/);
    assert.ok(
      pipelineWarnings(model).includes(
        `${at}.url: http: sends the credentials as they are; write https:`,
      ),
    );
  });
});
