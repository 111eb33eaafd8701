/**
 * What a pipeline file imports, as `import { definePipeline, remap } from 'sluice'`: the one place that gathers exports,
 * because a user should need one line.
 */
export { definePipeline } from './define.ts';
export { filter, remap, route } from '../transform/components.ts';
export { encodeJson } from '../transform/encode-json.ts';
export { del, exists, get, rename, set, take } from '../transform/fields.ts';
export type { Fallible } from '../transform/fallible.ts';
export type { Condition, Event, EventContext, RemapFunction } from '../transform/model.ts';
export type { KafkaSource } from './definition/kafka-source.ts';
export type { PipelineDefinition } from './definition/pipeline.ts';
export type { S3Sink } from './definition/s3-sink.ts';
