/** Case i: values as lines, nothing added. It checks that they are JSON: there is no codec yet that does not look. */
import { definePipeline, del, encodeJson, type PipelineDefinition, remap } from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'passed-through',
  sources: { kafka: { ...kafka, decoding: { codec: 'json' } } },
  transforms: {
    line: remap({
      inputs: ['kafka'],
      program: (event) => {
        del(event, 'message_key');
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
        del(event, 'timestamp');
        del(event, 'source_type');
        return encodeJson(event);
      },
    }),
  },
  sinks: { s3: { ...lake, inputs: ['line'] } },
  api,
});
// oxlint-disable-next-line import/no-default-export
export default pipeline;
