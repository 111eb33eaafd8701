import type { ChoiceOption, FlagOption, ListOption, NumberOption } from './values.ts';

/** A sink that shows events in the streams of the process, at least once: to try a pipeline, or beside another sink. */
export interface ConsoleSink<Input extends string = string> {
  readonly type: 'console';
  readonly inputs: readonly Input[];
  /** Default: `stdout`, where log lines go, too. */
  readonly target?: ChoiceOption<'stdout' | 'stderr'>;
  readonly encoding?: {
    /** Lines of JSON, or of the field `message`. Default: `json`. */
    readonly codec?: ChoiceOption<'json' | 'text'>;
    /** JSON over several lines. Default: false. */
    readonly pretty?: FlagOption;
    readonly onlyFields?: ListOption;
    readonly exceptFields?: ListOption;
    /** How times are written. Default: `rfc3339`; the others are numbers since 1970. */
    readonly timestampFormat?: ChoiceOption<
      'rfc3339' | 'unix' | 'unix_ms' | 'unix_us' | 'unix_ns' | 'unix_float'
    >;
  };
}

/** A sink that counts events and keeps nothing of them. */
export interface BlackholeSink<Input extends string = string> {
  readonly type: 'blackhole';
  readonly inputs: readonly Input[];
  /** How often the log says how many events it has taken, seconds; 0: never. Default: 0. */
  readonly printIntervalSecs?: NumberOption;
}
