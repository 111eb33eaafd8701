import { compileSchema } from '../../shared/decode/registry/compile-schema.ts';
import type { RawSchema } from '../../shared/decode/registry/registered-schema.ts';
import { Schemas } from '../../shared/decode/registry/schemas.ts';
import type { RegistryDecodingModel } from '../../shared/pipeline/model.ts';
import { load } from './minimal-pipeline.ts';

/** A registry that is a table, which a test may change, for the source of a pipeline; it gives up at once. */
export function registeredSchemas(
  definition: object,
  table: Readonly<Record<string, RawSchema | string>>,
): Schemas {
  const [source] = load(definition).sources.values();
  const decoding = source?.decoding as RegistryDecodingModel;
  return new Schemas({
    client: {
      get: (id) => Promise.resolve(table[id] ?? null),
      check: () => Promise.resolve(),
    },
    compile: (raw) => compileSchema(raw, decoding),
    limits: { ...decoding.registry, unknownSchemaLimitSecs: 0 },
    nowMs: () => performance.now(),
    onRetry: () => undefined,
    onGivenUp: () => undefined,
  });
}
