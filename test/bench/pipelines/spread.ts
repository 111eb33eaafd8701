/**
 * For growth: a folder for each value of a field, so that as many objects are open as there are values. All of the same
 * small size, however many are open: a PUT costs as much as thousands of events, and there are to be as many of them.
 */
import { definePipeline, type PipelineDefinition } from 'sluice';
import { api, kafka, lake } from './place.ts';

const pipeline: PipelineDefinition = definePipeline({
  name: 'spread',
  sources: { kafka: { ...kafka, decoding: { codec: 'json' } } },
  sinks: {
    s3: {
      ...lake,
      inputs: ['kafka'],
      encoding: { codec: 'ndjson' },
      keyPrefix: 'raw/group={{ group }}/',
      batch: { maxBytes: 262_144, timeoutSecs: 60, maxPrefixes: 2000 },
    },
  },
  // so large that memory does not end epochs before their time: what is looked at is the number of objects
  buffer: { maxBytes: 536_870_912 },
  api,
});
// oxlint-disable-next-line import/no-default-export
export default pipeline;
