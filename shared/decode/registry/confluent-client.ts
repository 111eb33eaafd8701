import * as v from 'valibot';
import { SluiceError } from '../../errors.ts';
import type { ConfluentRegistryModel } from '../../pipeline/model.ts';
import { answerError, unreachable } from './answer-error.ts';
import type { HttpAnswer, HttpSend } from './http-get.ts';
import type { NamedSchema, RawSchema, RegistryClient } from './registered-schema.ts';

/** References of references, all together: more is a loop, or no schema. */
const maxReferences = 200;
/** Of Confluent's own codes for 404: no such subject, version, or schema. Another 404 is some other server's. */
const notFoundCodes: ReadonlySet<number> = new Set([40401, 40402, 40403]);

const referenceShape = v.object({
  name: v.string(),
  subject: v.string(),
  version: v.number(),
});

const schemaShape = v.object({
  schema: v.string(),
  schemaType: v.optional(v.string()),
  references: v.nullish(v.array(referenceShape)),
});

const faultShape = v.object({ error_code: v.number() });

type Reference = v.InferOutput<typeof referenceShape>;

/** Confluent's API: `/schemas/ids/7`, `/schemas/guids/…`, and what these refer to by subject and version. */
export function createConfluentClient(
  registry: ConfluentRegistryModel,
  send: HttpSend,
): RegistryClient {
  const { urls } = registry;
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    ...authorization(registry),
  };

  /** The answer of the first registry that gives one. */
  async function ask(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    let failure: SluiceError | null = null;
    for (const url of urls) {
      try {
        const answer = await send({ url: `${url}${path}`, headers }, signal);
        if (answer.status === 200 || answer.status === 404) return answer;
        failure ??= answerError(url, answer, path);
      } catch (cause) {
        failure ??= unreachable(url, path, cause);
      }
    }
    throw failure ?? new SluiceError('INTERNAL', 'a registry without a url');
  }

  async function read(
    path: string,
    signal: AbortSignal,
  ): Promise<v.InferOutput<typeof schemaShape> | null> {
    const answer = await ask(path, signal);
    const body = jsonOf(answer.body);
    if (answer.status === 404) {
      const fault = v.safeParse(faultShape, body);
      if (fault.success && notFoundCodes.has(fault.output.error_code)) return null;
      throw new SluiceError(
        'REGISTRY_ANSWER',
        `${urls.join(' and ')} answers 404 to ${path}, and not as a registry does that has no such schema`,
      );
    }
    const schema = v.safeParse(schemaShape, body);
    if (schema.success) return schema.output;
    throw new SluiceError(
      'REGISTRY_ANSWER',
      `${urls.join(' and ')} answers to ${path} with something that is no schema`,
    );
  }

  return {
    get: async (id, signal) => {
      const path = id.includes('-') ? `/schemas/guids/${id}` : `/schemas/ids/${id}`;
      const found = await read(path, signal);
      if (found === null) return null;
      const type = typeOf(found.schemaType);
      if (type === null) return `it is of the type ${JSON.stringify(found.schemaType)}`;
      const references = await resolveReferences(found.references ?? [], (place) =>
        read(place, signal),
      );
      if (references === null || typeof references === 'string') return references;
      return { type, text: found.schema, references };
    },
    check: async (signal) => {
      await ask('/schemas/types', signal);
    },
  };
}

export function authorization({
  basicAuthUserInfo,
  bearerAuthToken,
}: ConfluentRegistryModel): Readonly<Record<string, string>> {
  return {
    ...(basicAuthUserInfo === null
      ? {}
      : { authorization: `Basic ${Buffer.from(basicAuthUserInfo).toString('base64')}` }),
    ...(bearerAuthToken === null ? {} : { authorization: `Bearer ${bearerAuthToken}` }),
  };
}

/** In the place of a fault: nothing is wrong, but one of them is not there. */
const missing = 'missing';

/** Null: one is not there. A text: they can never be resolved. */
async function resolveReferences(
  references: readonly Reference[],
  read: (path: string) => Promise<v.InferOutput<typeof schemaShape> | null>,
): Promise<readonly NamedSchema[] | string | null> {
  const found = new Map<string, NamedSchema & { readonly of: string }>();
  const visit = async (
    wanted: readonly Reference[],
    within: readonly string[],
  ): Promise<string | null> => {
    for (const { name, subject, version } of wanted) {
      const of = `${subject} ${version}`;
      if (within.includes(of)) return `its references go in a circle: ${subject} refers to itself`;
      const known = found.get(name);
      if (known?.of === of) continue;
      if (known !== undefined) {
        return `two schemas are referred to as '${name}': ${known.of} and ${of}`;
      }
      if (found.size >= maxReferences) return `it has more than ${maxReferences} references`;
      const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}`;
      const schema = await read(path);
      if (schema === null) return missing;
      const fault = await visit(schema.references ?? [], [...within, of]);
      if (fault !== null) return fault;
      // behind what it refers to
      found.set(name, { name, text: schema.schema, of });
    }
    return null;
  };
  const fault = await visit(references, []);
  if (fault === missing) return null;
  return fault ?? [...found.values()].map(({ name, text }) => ({ name, text }));
}

/** Avro's is left out by older registries. */
function typeOf(type = 'AVRO'): RawSchema['type'] | null {
  return type === 'AVRO' || type === 'JSON' || type === 'PROTOBUF' ? type : null;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
