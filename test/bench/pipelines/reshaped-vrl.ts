/** Case d-vrl: what case d does, written in VRL. */
import { definePipeline, type PipelineDefinition, remap } from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'reshaped-vrl',
  sources: { kafka: { ...kafka, decoding: { codec: 'json' } } },
  transforms: {
    line: remap({
      inputs: ['kafka'],
      source: `
        del(.topic)
        del(.partition)
        del(.offset)
        del(.headers)
        del(.source_type)
        .level = to_float(.level) ?? 0.0
        .battery = to_int(.battery) ?? -1
        if !exists(.site) { .site = "unknown" }
        .device = del(.device_name)
        del(.tags)
        .hot = (float(.sensor.temperature) ?? 0.0) > 30.0
        .total = (int(.one) ?? 0) + (int(.two) ?? 0) + (int(.three) ?? 0)
        .day = format_timestamp(timestamp(.timestamp) ?? now(), "%F") ?? ""
        . = encode_json(.)
      `,
    }),
  },
  sinks: { s3: { ...lake, inputs: ['line'] } },
  api,
});
// oxlint-disable-next-line import/no-default-export
export default pipeline;
