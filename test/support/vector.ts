import { compilersFor } from '../../functions/cli/compilers-for.ts';
import { SluiceError } from '../../shared/errors.ts';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { readVector, type VectorPipeline } from '../../shared/vector/read-vector.ts';

type Environment = Readonly<Record<string, string>>;

/** Reads configurations of Vector's by their names and texts. */
export function readConfigs(
  files: Readonly<Record<string, string>>,
  env: Environment = {},
): VectorPipeline {
  const all = Object.entries(files).map(([name, text]) => ({ name, text, component: null }));
  return readVector(all, { env });
}

/** The model of one, as a build checks it. */
export function vectorModel(text: string, env: Environment = {}, name = 'v.yaml'): PipelineModel {
  const { definition, origin } = readConfigs({ [name]: text }, env);
  return checkPipeline(definition, { env, origin, ...compilersFor('.') }).model;
}

/** What is wrong with it, one fault a line; empty where nothing is. */
export function vectorFaults(
  text: string,
  env: Environment = {},
  name = 'v.yaml',
): readonly string[] {
  try {
    vectorModel(text, env, name);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof SluiceError)) throw thrown;
    return thrown.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''));
  }
}

/** The least that Vector needs, with more options, each with the indent that it has there. */
export function minimalConfig(
  more: { readonly source?: string; readonly sink?: string; readonly top?: string } = {},
): string {
  return `sources:
  kafka:
    type: kafka
    bootstrap_servers: localhost:9092
    topics: [devices]
    group_id: lake
${more.source ?? ''}
sinks:
  s3:
    type: aws_s3
    inputs: [kafka]
    bucket: lake
    region: eu-central-1
${more.sink ?? '    encoding: { codec: json }'}
${more.top ?? ''}
`;
}
