import { type LocalRegistry, startRegistry } from '../../infra/local/registry-server.ts';

/** The variable under which a registry that runs already may be named. */
const registryVariable = 'SLUICE_TEST_REGISTRY';

export interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

export interface TestRegistry extends LocalRegistry {
  /** @returns the schema's id */
  readonly register: (
    subject: string,
    schemaType: 'AVRO' | 'JSON' | 'PROTOBUF',
    schema: string,
    references?: readonly Reference[],
  ) => Promise<number>;
}

/** A real registry for a test file: one of its own, unless one is named by the environment. */
export async function testRegistry(): Promise<TestRegistry> {
  const named = process.env[registryVariable];
  const { stop, url } =
    named === undefined ? await startRegistry() : { url: named, stop: () => Promise.resolve() };
  return {
    url,
    stop,
    register: async (subject, schemaType, schema, references = []) => {
      const response = await fetch(`${url}/subjects/${encodeURIComponent(subject)}/versions`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        body: JSON.stringify({ schemaType, schema, references }),
      });
      const answer = (await response.json()) as { readonly id?: number };
      if (answer.id === undefined) throw new Error(`not registered: ${JSON.stringify(answer)}`);
      return answer.id;
    },
  };
}

/** A value as Confluent's serializers write it: magic byte, id, what is in between, the value. */
export function confluentValue(
  id: number,
  value: string | Uint8Array,
  between: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, between, typeof value === 'string' ? Buffer.from(value) : value]);
}
