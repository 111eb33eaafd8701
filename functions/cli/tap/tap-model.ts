import { readersOf, sinksBelow } from '../../../shared/engine/graph.ts';
import { required } from '../../../shared/engine/required.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { loadDefinition } from '../load-pipeline-file.ts';

/**
 * The part of a pipeline below one source with other sinks: one for each output that somebody wants to see, which writes events
 * as they are, a line of JSON each. So it is the engine itself that tells what comes out of a component, not another reading
 * of the pipeline. What is rejected is kept, whatever the pipeline does with it.
 * @returns null: nothing of this source comes out of these outputs
 */
export function tapModel(
  model: PipelineModel,
  name: string,
  outputs: readonly string[],
): PipelineModel | null {
  const { sinks } = loadDefinition(plainest, { env: {} });
  const plain = required(sinks, 'plain');
  const wanted = outputs.map((output) => [output, { ...plain, inputs: [output] }] as const);
  const all = { ...model, sinks: new Map(wanted), outlets: new Map<string, never>() };
  const below = sinksBelow(readersOf(all, name));
  const [first] = below;
  if (first === undefined) return null;
  const onRejection = { action: 'dead_letter', keyPrefix: 'rejected/', sink: first } as const;
  return {
    ...all,
    sources: new Map([[name, { ...required(model.sources, name), onRejection }]]),
    sinks: new Map(below.map((sink) => [sink, { ...required(all.sinks, sink), onRejection }])),
  };
}

const plainest = {
  name: 'tap',
  sources: {
    source: { type: 'kafka', bootstrapServers: 'localhost:9092', topics: 'tap', groupId: 'tap' },
  },
  sinks: {
    plain: {
      type: 'aws_s3',
      inputs: ['source'],
      bucket: 'tap',
      region: 'us-east-1',
      keyPrefix: 'tap/',
      compression: 'none',
      encoding: { codec: 'ndjson' },
    },
  },
};
