import type {
  DedupeOptions,
  ReduceConditions,
  ReduceOptions,
  SampleOptions,
  ThrottleOptions,
  VrlProgram,
} from '../../transform/components.ts';
import type { Condition, RemapFunction } from '../../transform/model.ts';
import type { KafkaSource } from './kafka-source.ts';
import type { S3Sink } from './s3-sink.ts';
import type { BlackholeSink, ConsoleSink, FileSink } from './outlets.ts';
import type { ChoiceOption, FlagOption, NumberOption } from './values.ts';

/** A transform as `remap`, `filter`, `route`, `sample`, `dedupe`, `throttle` and `reduce` make it. */
export type TransformDefinition =
  | {
      readonly type: 'remap';
      readonly inputs: readonly string[];
      readonly program: RemapFunction;
    }
  | ({ readonly type: 'remap'; readonly inputs: readonly string[] } & VrlProgram)
  | {
      readonly type: 'filter';
      readonly inputs: readonly string[];
      /** A function, or VRL. */
      readonly condition: Condition | string;
    }
  | {
      readonly type: 'route';
      readonly inputs: readonly string[];
      readonly routes: Readonly<Record<string, Condition | string>>;
      /** An event goes to the first output alone whose condition holds. Default: false. */
      readonly exclusive?: boolean;
    }
  | ({ readonly type: 'sample' } & Gate & SampleOptions)
  | ({ readonly type: 'dedupe' } & Gate & DedupeOptions)
  | ({ readonly type: 'throttle' } & Gate & ThrottleOptions)
  | ({ readonly type: 'reduce'; readonly inputs: readonly string[] } & ReduceOptions &
      ReduceConditions);

interface Gate {
  readonly inputs: readonly string[];
  readonly exclude?: Condition | string;
}

/** What concerns the process as a whole, not one component. */
export interface ProcessOptions {
  /** Names the pipeline in metrics, logs and objects: `a-z`, `0-9`, `_` and `-`. */
  readonly name: string;
  /**
   * `exact`: each record is in the lake exactly once; objects are of one Kafka partition. `dense`: the partitions that one
   * consumer reads share objects: fewest files, but after a crash some records are there twice. Default: `exact`.
   */
  readonly delivery?: ChoiceOption<'exact' | 'dense'>;
  /**
   * Workers of the process, each a member of the group of its own; they share the buffer and one metrics page. Each
   * takes memory of its own besides. Default: 1.
   */
  readonly threads?: NumberOption;
  readonly buffer?: {
    /** Where open objects are kept; `disk`: in `dataDir`. Default: `memory`. */
    readonly type?: ChoiceOption<'memory' | 'disk'>;
    /** Bytes that fetched records and open objects of the whole process may hold. Default: 67108864. */
    readonly maxBytes?: NumberOption;
    /** Bytes that open objects may take in `dataDir`, with `type: 'disk'`. */
    readonly maxSize?: NumberOption;
  };
  /** Where `buffer.type: 'disk'` keeps its files: an absolute path, of one process of one pipeline. */
  readonly dataDir?: string;
  /** The HTTP server for `/metrics`, `/healthz` and `/readyz`. */
  readonly api?: {
    /** Default: true (Vector: false). */
    readonly enabled?: FlagOption;
    /** `host:port`; port 0 takes a free one. Default: `127.0.0.1:8686`; in a container say `0.0.0.0:8686`. */
    readonly address?: string;
    /** Whether `sluice tap` may show records, on the same machine. Default: false. */
    readonly tap?: FlagOption;
  };
  readonly shutdown?: {
    /** How long a stop may take until the rest is left to be read again, seconds. Default: 180. */
    readonly timeoutSecs?: NumberOption;
  };
  readonly watchdog?: {
    /** Ends the process after so long without progress although there is work, seconds; 0: never. Default: 900. */
    readonly stuckAfterSecs?: NumberOption;
    /** Ends the process after so many failed rejoins within ten minutes without a commit. Default: 10. */
    readonly maxRestarts?: NumberOption;
  };
  readonly log?: {
    /** Default: `INFO`. */
    readonly level?: ChoiceOption<'DEBUG' | 'INFO' | 'WARN' | 'ERROR'>;
  };
}

/** A whole pipeline, its names no longer in the types. */
export interface PipelineDefinition extends ProcessOptions {
  readonly sources: Readonly<Record<string, KafkaSource>>;
  readonly transforms?: Readonly<Record<string, TransformDefinition>>;
  readonly sinks: Readonly<Record<string, S3Sink | ConsoleSink | BlackholeSink | FileSink>>;
}
