import type { SchemaRegistryShape } from '../components/schema-registry-options.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of `decoding.schemaRegistry`. */
export const schemaRegistryWords: WordsOf<SchemaRegistryShape> = {
  type: {
    meaning:
      "What keeps the schemas: `confluent` is Confluent's API, which Karapace, Apicurio and Redpanda have as well; `glue` is AWS Glue. With it each value names its schema, and `codec` says what the values are.",
    defaultText: '`confluent`; `glue` where `region` is given and `url` is not',
  },
  url: {
    meaning:
      'Where the registry is; of several the next is asked where one does not answer. A path belongs to it: `/apis/ccompat/v7`, `/contexts/.name`.',
    defaultText: 'required for `confluent`',
  },
  basicAuthUserInfo: { meaning: 'User and password, with a colon between.' },
  bearerAuthToken: { meaning: 'A token in the place of user and password.' },
  tls: {
    caFile: {
      meaning: 'Certificates to trust, a path or PEM text.',
      defaultText: 'those that Node trusts',
    },
    crtFile: {
      meaning: 'Our certificate for mutual TLS, a path or PEM text; with `keyFile`.',
    },
    keyFile: { meaning: 'The key of our certificate, a path or PEM text.' },
    keyPass: { meaning: 'Password of the key.' },
    verifyCertificate: { meaning: "Whether the registry's certificate must be valid." },
    verifyHostname: {
      meaning: "Whether the certificate must be made out to the registry's host name.",
    },
  },
  schemaIdLocation: {
    meaning:
      'Where values name their schema: `dual` looks for the header `__value_schema_id` first and then in front of the value, `prefix` looks there alone.',
  },
  region: { meaning: 'Region of a `glue` registry.', defaultText: '`AWS_REGION`' },
  registryName: {
    meaning: 'Schemas of any other registry are refused (`SCHEMA_UNUSABLE`).',
    defaultText: 'none: of any',
  },
  endpoint: { meaning: 'Where Glue is asked.', defaultText: "AWS's own" },
  requestTimeoutMs: { meaning: 'How long an answer may take, milliseconds.' },
  cacheCapacity: { meaning: 'Schemas that are kept.' },
  unknownSchemaLimitSecs: {
    meaning:
      'How long a registry that answers is asked for a schema that it does not have; then its records are dead letters (`SCHEMA_UNKNOWN`). A registry that does not answer is waited for without a limit.',
  },
  missingIdCacheTtlSecs: {
    meaning: 'After how long such a schema is asked for again, where new records name it.',
  },
  validate: {
    meaning:
      'Whether a value that its JSON Schema does not allow is rejected (`NOT_ALLOWED_BY_SCHEMA`). Costs a parse and more for each record.',
  },
};
