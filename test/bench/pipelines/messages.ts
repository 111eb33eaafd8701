/** Case e: the brief's pipeline on messages of data/bench-event.proto. */
import { definePipeline, del, encodeJson, type PipelineDefinition, remap } from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'messages',
  sources: {
    kafka: {
      ...kafka,
      decoding: {
        codec: 'protobuf',
        protobuf: { protoFiles: '../data/bench-event.proto', messageType: 'bench.BenchEvent' },
      },
    },
  },
  transforms: {
    line: remap({
      inputs: ['kafka'],
      program: (event) => {
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
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
