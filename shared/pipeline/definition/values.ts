/**
 * Text with an environment variable in it: `${NAME}`, or `${NAME:-default}` for when it is unset or empty. `$$` is a
 * plain `$`. Text that comes out empty counts as left out, so that one pipeline file serves every deployment.
 */
type EnvText = `${string}$\{${string}}${string}`;

/** A number, or text from the environment that reads as one. */
export type NumberOption = number | EnvText;

/** `true` or `false`, or text from the environment that reads as one of them. */
export type FlagOption = boolean | EnvText;

/** One of a few words, or text from the environment that gives one of them. */
export type ChoiceOption<Word extends string> = Word | EnvText;

/** A list, or one text with commas between its elements. */
export type ListOption = string | readonly string[];

/** What becomes of a record that cannot be processed. */
type RejectionAction = 'dead_letter' | 'drop' | 'stop';

/** The long form of `onRejection`. */
export interface RejectionOptions<SinkName extends string = string> {
  /** `dead_letter` stores it with the reason, `drop` counts it, `stop` ends the process. Default: `dead_letter`. */
  readonly action?: ChoiceOption<RejectionAction>;
  /** Where dead letters go: literals and strftime (UTC, the record's time). Default: `dead-letter/<pipeline>/<component>/dt=%F/`. */
  readonly keyPrefix?: string;
  /** The sink whose bucket and credentials dead letters use. Default: this sink; for a source, the first sink that it reaches. */
  readonly sink?: SinkName;
}

/** The action alone, or with its prefix and sink. */
export type RejectionOption<SinkName extends string = string> =
  ChoiceOption<RejectionAction> | RejectionOptions<SinkName>;
