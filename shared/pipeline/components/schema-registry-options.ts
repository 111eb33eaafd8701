import { group, nullable, optional, type Group, type Option } from '../options/option.ts';
import { custom, flag, integer, oneOf, text, textList } from '../options/value.ts';
import { certificateOptions, type CertificatesShape } from './tls.ts';
import { region } from './values.ts';

/** The types of the options of `decoding.schemaRegistry`. */
export type SchemaRegistryShape = {
  readonly type: Option<'confluent' | 'glue' | null>;
  readonly url: Option<readonly string[] | null>;
  readonly basicAuthUserInfo: Option<string | null>;
  readonly bearerAuthToken: Option<string | null>;
  readonly tls: Group<CertificatesShape>;
  readonly schemaIdLocation: Option<'dual' | 'prefix'>;
  readonly region: Option<string | null>;
  readonly registryName: Option<string | null>;
  readonly endpoint: Option<string | null>;
  readonly requestTimeoutMs: Option<number>;
  readonly cacheCapacity: Option<number>;
  readonly unknownSchemaLimitSecs: Option<number>;
  readonly missingIdCacheTtlSecs: Option<number>;
  readonly validate: Option<boolean>;
};

const likeThis =
  "an address like 'https://schemas.example:8081', without user (that is basicAuthUserInfo) and query";
const address = custom(likeThis, (raw) => {
  if (typeof raw !== 'string' || !URL.canParse(raw)) return null;
  const { hash, password, protocol, search, username } = new URL(raw);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  if (`${hash}${search}${username}${password}` !== '') return null;
  return { value: raw.replace(/\/+$/, '') };
});

const daySecs = 86_400;

export const schemaRegistryOptions: Group<SchemaRegistryShape> = group({
  type: nullable(oneOf(['confluent', 'glue'])),
  url: nullable(textList(address, 'addresses')),
  basicAuthUserInfo: nullable(text("'user:password'", /^[^:\0]+:[^\0]+$/)),
  bearerAuthToken: nullable(text('a token', /^[\x21-\x7e]+$/)),
  tls: group(certificateOptions),
  schemaIdLocation: optional(oneOf(['dual', 'prefix']), 'dual'),
  region: nullable(region),
  registryName: nullable(text("a registry's name", /^[A-Za-z0-9$#_.-]{1,255}$/)),
  endpoint: nullable(address),
  requestTimeoutMs: optional(integer(100, 10 * 60_000), 10_000),
  cacheCapacity: optional(integer(100, 100_000), 1000),
  unknownSchemaLimitSecs: optional(integer(0, 7 * daySecs), 60),
  missingIdCacheTtlSecs: optional(integer(10, 7 * daySecs), 300),
  validate: optional(flag(), false),
});
