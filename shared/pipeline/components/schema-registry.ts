import type { Environment } from '../environment.ts';
import type { Faults } from '../faults.ts';
import type { RegistryFormat, SchemaLimits, SchemaRegistryModel } from '../model.ts';
import type { Values } from '../options/option.ts';
import type { ReadContext } from '../options/read-options.ts';
import type { ReadFile } from './read-pem.ts';
import { schemaRegistryOptions, type SchemaRegistryShape } from './schema-registry-options.ts';
import { tlsModel } from './tls.ts';
import { regionOf } from './values.ts';

type SchemaRegistryValues = Values<SchemaRegistryShape>;

interface Context {
  readonly faults: Faults;
  readonly env: Environment;
  readonly missingVariables: ReadContext['missingVariables'];
  readonly readFile: ReadFile | null;
}

const ofConfluent = ['url', 'basicAuthUserInfo', 'bearerAuthToken'] as const;
const ofGlue = ['region', 'registryName', 'endpoint'] as const;

/** Whether anything of it is other than when it is left out, or follows from a variable that is not known yet. */
export function isRegistryGiven(
  values: SchemaRegistryValues,
  path: string,
  { postponed }: Faults,
): boolean {
  if (postponed.some((at) => at.startsWith(`${path}.`))) return true;
  const given = Object.entries(schemaRegistryOptions.options).some(
    ([name, entry]) =>
      entry.kind === 'option' && values[name as keyof SchemaRegistryShape] !== entry.fallback,
  );
  return given || isTlsWritten(values);
}

/** Null where it cannot be made, with every fault told. */
export function readSchemaRegistry(
  values: SchemaRegistryValues,
  codec: RegistryFormat,
  path: string,
  context: Context,
): SchemaRegistryModel | null {
  const { faults } = context;
  const type =
    values.type ?? (values.region !== null && values.url === null ? 'glue' : 'confluent');
  const foreign = type === 'confluent' ? ofGlue : ofConfluent;
  for (const name of foreign) {
    if (values[name] !== null && faults.settled(`${path}.${name}`, `${path}.type`)) {
      faults.add(`${path}.${name}`, `is given, but type is '${type}', which has no use for it`);
    }
  }
  const { requestTimeoutMs, cacheCapacity, unknownSchemaLimitSecs, missingIdCacheTtlSecs } = values;
  const { validate } = values;
  if (validate && codec !== 'json' && faults.settled(`${path}.validate`)) {
    faults.add(
      `${path}.validate`,
      `is for JSON Schema, and codec is '${codec}', whose values cannot be other than their schema`,
    );
  }
  const limits: SchemaLimits = {
    requestTimeoutMs,
    cacheCapacity,
    unknownSchemaLimitSecs,
    missingIdCacheTtlSecs,
    validate,
  };
  return type === 'glue'
    ? glue(values, limits, path, context)
    : confluent(values, limits, path, context);
}

function confluent(
  values: SchemaRegistryValues,
  limits: SchemaLimits,
  path: string,
  context: Context,
): SchemaRegistryModel | null {
  const { faults } = context;
  const { basicAuthUserInfo, bearerAuthToken, schemaIdLocation, url } = values;
  const at = (name: keyof SchemaRegistryShape): string => `${path}.${name}`;
  if (basicAuthUserInfo !== null && bearerAuthToken !== null) {
    faults.add(at('bearerAuthToken'), 'is given, and basicAuthUserInfo is too; give one of them');
  }
  const tls = tlsModel(values.tls, isTlsWritten(values), at('tls'), context);
  if (url === null && faults.settled(at('url'))) {
    faults.add(at('url'), "is missing; give 'https://host:8081', or type: 'glue' and a region");
    return null;
  }
  const urls = url ?? [];
  const isPlain = urls.some((one) => one.startsWith('http:'));
  if (isPlain && tls !== null && faults.settled(at('url'))) {
    faults.add(at('tls'), 'is given, but the address begins with http:; write https:');
  }
  return {
    type: 'confluent',
    urls,
    basicAuthUserInfo,
    bearerAuthToken,
    tls,
    schemaIdLocation,
    ...limits,
  };
}

function isTlsWritten({ tls }: SchemaRegistryValues): boolean {
  const { caFile, crtFile, keyFile, keyPass, verifyCertificate, verifyHostname } = tls;
  const isText = [caFile, crtFile, keyFile, keyPass].some((value) => value !== null);
  return isText || !verifyCertificate || !verifyHostname;
}

function glue(
  { endpoint, region: given, registryName }: SchemaRegistryValues,
  limits: SchemaLimits,
  path: string,
  { env, faults, missingVariables }: Context,
): SchemaRegistryModel {
  const region = given ?? regionOf(env);
  if (region === null && missingVariables === 'fault' && faults.settled(`${path}.region`)) {
    faults.add(`${path}.region`, 'is missing; give it, or set AWS_REGION');
  }
  return { type: 'glue', region: region ?? '', registryName, endpoint, ...limits };
}
