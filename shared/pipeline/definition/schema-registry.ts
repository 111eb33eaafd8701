import type { TlsOptions } from './kafka-source.ts';
import type { ChoiceOption, FlagOption, ListOption, NumberOption } from './values.ts';

/** A registry that has the schemas which values name: see docs/schema-registry.md. */
export interface SchemaRegistryOptions {
  /** `confluent`: Confluent's API, also that of Karapace, Apicurio and Redpanda; `glue`: AWS Glue. Default: `confluent`, `glue` where `region` is given and `url` is not. */
  readonly type?: ChoiceOption<'confluent' | 'glue'>;
  /** Where it is, as a list or with commas between; the next is asked where one does not answer. Required for `confluent`. */
  readonly url?: ListOption;
  /** `user:password`; give it as `${USER}:${PASSWORD}`. Default: none. */
  readonly basicAuthUserInfo?: string;
  /** A token in its place. Default: none. */
  readonly bearerAuthToken?: string;
  /** Certificates, for an address that begins with `https:`. */
  readonly tls?: Omit<TlsOptions, 'enabled'>;
  /** `dual`: in the header `__value_schema_id` where there is one, else in front of the value; `prefix`: there alone. Default: `dual`. */
  readonly schemaIdLocation?: ChoiceOption<'dual' | 'prefix'>;
  /** Region of a `glue` registry. Default: AWS_REGION. */
  readonly region?: string;
  /** Schemas of another `glue` registry are refused. Default: none. */
  readonly registryName?: string;
  /** Where Glue is asked. Default: AWS's own. */
  readonly endpoint?: string;
  /** How long an answer may take, milliseconds. Default: 10000. */
  readonly requestTimeoutMs?: NumberOption;
  /** Schemas that are kept. Default: 1000. */
  readonly cacheCapacity?: NumberOption;
  /** How long a registry that answers is asked for a schema that it does not have, seconds; then its records are dead letters. Default: 60. */
  readonly unknownSchemaLimitSecs?: NumberOption;
  /** After how long such a schema is asked for again, seconds. Default: 300. */
  readonly missingIdCacheTtlSecs?: NumberOption;
  /** Whether a value that its JSON Schema does not allow is rejected. Default: false. */
  readonly validate?: FlagOption;
}
