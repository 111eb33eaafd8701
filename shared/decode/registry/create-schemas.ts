import { performance } from 'node:perf_hooks';
import type { RegistryDecodingModel, SchemaRegistryModel } from '../../pipeline/model.ts';
import { compileSchema } from './compile-schema.ts';
import { createConfluentClient } from './confluent-client.ts';
import { createGlueClient, type GlueCredentials } from './glue-client.ts';
import { createHttpSend } from './http-get.ts';
import type { RegistryClient } from './registered-schema.ts';
import { Schemas, type SchemasParts } from './schemas.ts';

export interface CreateSchemasOptions extends Pick<SchemasParts, 'onRetry' | 'onGivenUp'> {
  /** Signs requests to AWS. */
  readonly credentials: (region: string) => GlueCredentials;
}

/** The schemas of a source, as its registry has them. Nothing is opened before the first question. */
export function createSchemas(
  decoding: RegistryDecodingModel,
  { credentials, onGivenUp, onRetry }: CreateSchemasOptions,
): Schemas {
  const { registry } = decoding;
  return new Schemas({
    client: clientOf(registry, credentials),
    compile: (raw) => compileSchema(raw, decoding),
    limits: registry,
    nowMs: () => performance.now(),
    onRetry,
    onGivenUp,
  });
}

export function clientOf(
  registry: SchemaRegistryModel,
  credentials: CreateSchemasOptions['credentials'],
): RegistryClient {
  const { requestTimeoutMs } = registry;
  if (registry.type === 'confluent') {
    return createConfluentClient(registry, createHttpSend(registry.tls, requestTimeoutMs));
  }
  return createGlueClient(
    registry,
    createHttpSend(null, requestTimeoutMs),
    credentials(registry.region),
  );
}
