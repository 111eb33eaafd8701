/** Case d: what people do to events, a line of each kind. naive/changes.ts and vector-config.ts do the same. */
import {
  definePipeline,
  del,
  encodeJson,
  exists,
  float,
  get,
  int,
  type PipelineDefinition,
  remap,
  rename,
  string,
  toFloat,
  toInt,
} from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'reshaped',
  sources: { kafka: { ...kafka, decoding: { codec: 'json' } } },
  transforms: {
    line: remap({
      inputs: ['kafka'],
      program: (event) => {
        del(event, 'topic');
        del(event, 'partition');
        del(event, 'offset');
        del(event, 'headers');
        del(event, 'source_type');
        event['level'] = toFloat(event['level']).or(0);
        event['battery'] = toInt(event['battery']).or(-1);
        if (!exists(event, 'site')) event['site'] = 'unknown';
        rename(event, 'device_name', 'device');
        del(event, 'tags');
        event['hot'] = float(get(event, 'sensor.temperature')).or(0) > 30;
        event['total'] =
          int(event['one']).or(0) + int(event['two']).or(0) + int(event['three']).or(0);
        event['day'] = string(event['timestamp']).or('').slice(0, 10);
        return encodeJson(event);
      },
    }),
  },
  sinks: { s3: { ...lake, inputs: ['line'] } },
  api,
});
// oxlint-disable-next-line import/no-default-export
export default pipeline;
