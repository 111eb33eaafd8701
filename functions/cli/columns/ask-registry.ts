import * as v from 'valibot';
import { answerError, unreachable } from '../../../shared/decode/registry/answer-error.ts';
import { authorization } from '../../../shared/decode/registry/confluent-client.ts';
import { clientOf } from '../../../shared/decode/registry/create-schemas.ts';
import { createHttpSend } from '../../../shared/decode/registry/http-get.ts';
import type { RawSchema } from '../../../shared/decode/registry/registered-schema.ts';
import { SluiceError } from '../../../shared/errors.ts';
import type { SchemaRegistryModel } from '../../../shared/pipeline/model.ts';
import { createCredentials } from '../../../shared/sink/s3/credentials.ts';
import { usageError } from '../arguments.ts';

/** Which schema is asked for. */
export interface SchemaQuestion {
  /** Null: subject and version say which. */
  readonly id: string | null;
  readonly subject: string;
  /** A number, or `latest`. */
  readonly version: string;
}

export interface FoundSchema {
  readonly raw: RawSchema;
  /** For people. */
  readonly name: string;
}

const versionShape = v.object({ id: v.number(), version: v.number() });

/**
 * The schema as the registry has it now.
 * @throws {SluiceError} REGISTRY_*, and CONFIG_INVALID where there is none
 */
export async function askRegistry(
  registry: SchemaRegistryModel,
  { id, subject, version }: SchemaQuestion,
  signal: AbortSignal,
): Promise<FoundSchema> {
  const client = clientOf(registry, (region) => createCredentials({ type: 'default' }, region));
  if (id === null && registry.type === 'glue') {
    throw usageError('--id is missing; for Glue give the id of a version of the schema, a UUID');
  }
  const known =
    id === null && registry.type === 'confluent'
      ? await versionOf(registry, subject, version, signal)
      : { id: id ?? '', name: `the schema ${id}` };
  const raw = await client.get(known.id, signal);
  if (raw === null) throw usageError(`the registry has no schema ${known.id}`);
  if (typeof raw === 'string') throw usageError(`the schema ${known.id} cannot be used: ${raw}`);
  return { raw, name: known.name };
}

async function versionOf(
  registry: Extract<SchemaRegistryModel, { readonly type: 'confluent' }>,
  subject: string,
  version: string,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly name: string }> {
  const [url = ''] = registry.urls;
  const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}`;
  const send = createHttpSend(registry.tls, registry.requestTimeoutMs);
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    ...authorization(registry),
  };
  const answer = await send({ url: `${url}${path}`, headers }, signal).catch((cause: unknown) => {
    throw unreachable(url, path, cause);
  });
  if (answer.status === 404) {
    throw usageError(`the registry has no version ${version} of the subject '${subject}'`);
  }
  if (answer.status !== 200) throw answerError(url, answer, path);
  const found = v.safeParse(versionShape, jsonOf(answer.body));
  if (!found.success) {
    throw new SluiceError('REGISTRY_ANSWER', `${url} answers to ${path} with no version`);
  }
  const { id, version: number } = found.output;
  return { id: String(id), name: `version ${number} of ${subject}, schema ${id}` };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
