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

/** A sink that appends events to files of this machine, at least once: to keep them there, or for another program to read. */
export interface FileSink<Input extends string = string> {
  readonly type: 'file';
  readonly inputs: readonly Input[];
  /**
   * Literals, strftime (the record's time) and `{{ field }}`: `/data/{{ site }}/%F.log`. Events cannot leave the folder in
   * front of the first field. Folders are made.
   */
  readonly path: string;
  /** The folder that events cannot leave, where `path` begins with none; a relative `path` lies in it. Default: none. */
  readonly baseDir?: string;
  /** IANA time zone that strftime is rendered in. Default: `UTC`. */
  readonly timezone?: string;
  /** Field of the event whose time decides the path. Default: none, the record's time. */
  readonly timeField?: string;
  readonly encoding?: {
    /** Lines of JSON, or of the field `message`. Default: `json`. */
    readonly codec?: ChoiceOption<'json' | 'text'>;
    /** Fields that are written; the path is made of the whole event. Default: all. */
    readonly onlyFields?: ListOption;
    /** Fields that are not written. Default: none. */
    readonly exceptFields?: ListOption;
    /** How times are written. Default: `rfc3339`; the others are numbers since 1970. */
    readonly timestampFormat?: ChoiceOption<
      'rfc3339' | 'unix' | 'unix_ms' | 'unix_us' | 'unix_ns' | 'unix_float'
    >;
  };
  /** The algorithm alone, or with its level. A file is then members, or frames, one after the other. Default: `none`. */
  readonly compression?:
    | ChoiceOption<'none' | 'gzip' | 'zstd'>
    | {
        readonly algorithm?: ChoiceOption<'none' | 'gzip' | 'zstd'>;
        /** gzip 1 to 9, zstd 1 to 19. Default: 6 for gzip, 1 for zstd. */
        readonly level?: NumberOption;
      };
  /** After so long without events a file is closed, seconds. Default: 30. */
  readonly idleTimeoutSecs?: NumberOption;
}

/** A sink that counts events and keeps nothing of them. */
export interface BlackholeSink<Input extends string = string> {
  readonly type: 'blackhole';
  readonly inputs: readonly Input[];
  /** How often the log says how many events it has taken, seconds; 0: never. Default: 0. */
  readonly printIntervalSecs?: NumberOption;
}
