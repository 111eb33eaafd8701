import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { SluiceError, toSluiceError } from '../../errors.ts';
import type { GlueRegistryModel } from '../../pipeline/model.ts';
import { answerError, unreachable } from './answer-error.ts';
import type { HttpAnswer, HttpSend } from './http-get.ts';
import type { RawSchema, RegistryClient } from './registered-schema.ts';
import { type SigningKeys, signedHeaders } from './sign-aws.ts';

/** Asked for each request; keeps what is still good. */
export type GlueCredentials = () => Promise<SigningKeys>;

const versionShape = v.object({
  SchemaDefinition: v.string(),
  DataFormat: v.picklist(['AVRO', 'JSON', 'PROTOBUF']),
  SchemaArn: v.optional(v.string(), ''),
  Status: v.optional(v.string(), 'AVAILABLE'),
});

const faultShape = v.object({ __type: v.string() });

/** AWS's own words for it, whose last part counts: `com.amazonaws.glue#EntityNotFoundException`. */
const notFound = /(?:^|#)EntityNotFoundException$/;
const denied =
  /(?:^|#)(?:AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthentication|InvalidClientTokenId|IncompleteSignature)/;
const patience = /(?:^|#)(?:Throttling|ThrottlingException|InternalService|OperationTimeout)/;

/** AWS Glue's API, of which only GetSchemaVersion is needed. */
export function createGlueClient(
  { endpoint, region, registryName }: GlueRegistryModel,
  send: HttpSend,
  credentials: GlueCredentials,
): RegistryClient {
  const url = endpoint ?? `https://glue.${region}.amazonaws.com`;

  async function ask(id: string, signal: AbortSignal): Promise<HttpAnswer> {
    const body = JSON.stringify({ SchemaVersionId: id });
    const unsigned = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSGlue.GetSchemaVersion',
    };
    let keys: SigningKeys;
    try {
      keys = await credentials();
    } catch (cause) {
      const { message } = toSluiceError(cause);
      throw new SluiceError('REGISTRY_ACCESS_DENIED', message, { cause });
    }
    const request = { url: `${url}/`, headers: unsigned, body };
    const headers = signedHeaders(request, { service: 'glue', region, keys, now: new Date() });
    try {
      return await send({ ...request, headers }, signal);
    } catch (cause) {
      throw unreachable(url, 'GetSchemaVersion', cause);
    }
  }

  async function get(id: string, signal: AbortSignal): Promise<RawSchema | string | null> {
    const answer = await ask(id, signal);
    const body = jsonOf(answer.body);
    if (answer.status !== 200) {
      const fault = v.safeParse(faultShape, body);
      const type = fault.success ? fault.output.__type : '';
      if (notFound.test(type)) return null;
      throw errorOf(url, answer, type);
    }
    const version = v.safeParse(versionShape, body);
    if (!version.success) {
      throw new SluiceError(
        'REGISTRY_ANSWER',
        `${url} answers with something that is no schema version`,
      );
    }
    const { DataFormat: type, SchemaArn: arn, SchemaDefinition: text, Status } = version.output;
    // arn:aws:glue:eu-central-1:123456789012:schema/registry/name
    const [, registry = null] = arn.split(':').at(-1)?.split('/') ?? [];
    if (registryName !== null && registry !== registryName) {
      return `it is of the registry '${registry ?? ''}'; registryName allows '${registryName}'`;
    }
    // it is being checked for compatibility, and may still fail that
    if (Status === 'PENDING') return null;
    return { type, text, references: [] };
  }

  return {
    get,
    // there is no question that needs no right; this one needs the right that is needed
    check: async (signal) => {
      await get(randomUUID(), signal);
    },
  };
}

function errorOf(url: string, answer: HttpAnswer, type: string): SluiceError {
  const what = 'GetSchemaVersion';
  const name = type.split('#').at(-1) ?? '';
  const said = `${url} answers ${answer.status}${name === '' ? '' : ` (${name})`} to ${what}`;
  if (denied.test(type)) return new SluiceError('REGISTRY_ACCESS_DENIED', said);
  if (patience.test(type)) return new SluiceError('REGISTRY_UNAVAILABLE', said);
  return answerError(url, answer, what);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
