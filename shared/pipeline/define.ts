import type { KafkaSource } from './definition/kafka-source.ts';
import type {
  PipelineDefinition,
  ProcessOptions,
  TransformDefinition,
} from './definition/pipeline.ts';
import type { S3Sink } from './definition/s3-sink.ts';
import type { BlackholeSink, ConsoleSink, FileSink } from './definition/outlets.ts';

type Transforms = Readonly<Record<string, TransformDefinition>>;

/** The names under which one transform's output can be wired. */
type OutputsOf<Name extends string, T> = T extends {
  readonly type: 'route';
  readonly routes: infer Routes;
}
  ? `${Name}.${(keyof Routes & string) | '_unmatched'}`
  : T extends { readonly type: 'remap'; readonly rerouteDropped: true }
    ? Name | `${Name}.dropped`
    : Name;

/** The names under which the outputs of all transforms can be wired. */
export type TransformOutputs<T> = {
  [Name in keyof T & string]: OutputsOf<Name, T[Name]>;
}[keyof T & string];

/** What the wiring of the transforms must be: known names, not its own; and no name that a source has. */
type WiredTransforms<SourceName extends string, T> = {
  readonly [Name in keyof T & string]: Name extends SourceName
    ? { readonly 'a source has this name already': never }
    : {
        readonly inputs: readonly (
          SourceName | Exclude<TransformOutputs<T>, OutputsOf<Name, T[Name]>>
        )[];
      };
};

/**
 * Describes a pipeline: sources, transforms and sinks by name, wired by `inputs`. The compiler checks names, wiring and
 * options here; `loadPipeline` checks them again, with the environment, when the pipeline starts. Nothing runs here.
 *
 * @example
 * export default definePipeline({
 *   name: 'devices',
 *   sources: {
 *     kafka: { type: 'kafka', bootstrapServers: '${KAFKA}', topics: ['devices'], groupId: 'lake' },
 *   },
 *   sinks: {
 *     lake: { type: 'aws_s3', inputs: ['kafka'], bucket: '${BUCKET}', keyPrefix: 'raw/dt=%Y-%m-%d/' },
 *   },
 * });
 */
export function definePipeline<
  const SourceName extends string,
  const SinkName extends string,
  const T extends Transforms = { readonly [Name in never]: TransformDefinition },
>(
  definition: ProcessOptions & {
    readonly sources: { readonly [Name in SourceName]: KafkaSource<NoInfer<SinkName>> };
    readonly transforms?: T & WiredTransforms<NoInfer<SourceName>, NoInfer<T>>;
    readonly sinks: {
      readonly [Name in SinkName]:
        | S3Sink<NoInfer<SourceName> | TransformOutputs<NoInfer<T>>, NoInfer<SinkName>>
        | ConsoleSink<NoInfer<SourceName> | TransformOutputs<NoInfer<T>>>
        | BlackholeSink<NoInfer<SourceName> | TransformOutputs<NoInfer<T>>>
        | FileSink<NoInfer<SourceName> | TransformOutputs<NoInfer<T>>>;
    };
  },
): PipelineDefinition {
  return definition;
}
