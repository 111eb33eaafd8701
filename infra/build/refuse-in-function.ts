import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

/**
 * A function has no folder but /tmp, which is gone with its instance and is not the other instances': what Lambda is told
 * to be done with would be lost.
 * @throws {SluiceError} CONFIG_INVALID where the pipeline has a sink that only a consumer can have
 */
export function refuseInFunction({ name, outlets }: PipelineModel): void {
  const files = [...outlets].filter(([, { type }]) => type === 'file');
  if (files.length === 0) return;
  const sinks = files.map(([sink]) => `sinks.${sink}`).join(', ');
  throw new SluiceError(
    'CONFIG_INVALID',
    `The pipeline '${name}' writes files (${sinks}), and a Lambda function has no folder that outlives it. Build it with --only consumer; for the function leave that sink out, or take 'aws_s3'`,
  );
}
