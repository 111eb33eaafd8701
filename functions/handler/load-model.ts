import { SluiceError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';
import { type CheckOptions, checkPipelineOfFunction } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { withFunctionAuth } from './function-auth.ts';

/** Options of a source that say how a consumer gets at Kafka: here Lambda does that. */
const consumersOwn =
  /^sources\.[^.]+\.(?:bootstrapServers|clientId|groupId|groupInstanceId|rackId|tls|sasl)(?:\.|$)/;

/**
 * The pipeline as the function runs it. Variables that only a consumer needs may be missing, and files of certificates
 * are not looked for. `delivery` and `threads` are the container's: objects are per partition here, whatever they say.
 * @throws {SluiceError} CONFIG_INVALID with every fault at once
 */
export function loadModel(
  definition: unknown,
  env: Environment,
  { columns, messages, programs }: Pick<CheckOptions, 'columns' | 'messages' | 'programs'> = {},
): PipelineModel {
  const { model, unresolved } = checkPipelineOfFunction(definition, {
    env,
    columns,
    messages,
    programs,
  });
  const missing = unresolved.filter((path) => !consumersOwn.test(path));
  if (missing.length === 0) {
    return withFunctionAuth({ ...model, delivery: 'exact', threads: 1 }, env);
  }
  throw new SluiceError(
    'CONFIG_INVALID',
    `The pipeline '${model.name}': variables are not set in the function's environment, for ${missing.join(', ')}`,
  );
}
