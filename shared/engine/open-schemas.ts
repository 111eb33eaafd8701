import { createSchemas } from '../decode/registry/create-schemas.ts';
import type { Schemas } from '../decode/registry/schemas.ts';
import type { PipelineModel } from '../pipeline/model.ts';
import { createCredentials } from '../sink/s3/credentials.ts';
import type { Emit } from '../telemetry/events.ts';

/** The schemas of those sources whose values name one. Nothing is opened before the first question. */
export function openSchemas(
  { sources }: Pick<PipelineModel, 'sources'>,
  emit: Emit,
): ReadonlyMap<string, Schemas> {
  const opened = new Map<string, Schemas>();
  for (const [source, { decoding }] of sources) {
    if (decoding.codec !== 'registry') continue;
    const schemas = createSchemas(decoding, {
      credentials: (region) => createCredentials({ type: 'default' }, region),
      onRetry: (retry) => emit({ name: 'schema_retry', source, ...retry }),
      onGivenUp: (schema, afterMs) => emit({ name: 'schema_given_up', source, schema, afterMs }),
    });
    opened.set(source, schemas);
  }
  return opened;
}
