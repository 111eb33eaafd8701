/** Case i: values as lines, unchecked, nothing added. */
import { definePipeline, type PipelineDefinition } from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'passed-through',
  sources: { kafka: { ...kafka, decoding: { codec: 'bytes' } } },
  sinks: { s3: { ...lake, inputs: ['kafka'] } },
  api,
});
// oxlint-disable-next-line import/no-default-export
export default pipeline;
