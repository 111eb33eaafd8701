import type { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Environment } from '../../shared/pipeline/environment.ts';

/** What a command may touch of the world; tests give their own. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: Readable;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Somebody who looks at it and types; null: a file or another program, or left out. */
  readonly tty?: Tty | null;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** The keyboard and the screen of a person. */
export interface Tty {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** A command by the word that it is called by. */
export interface LoadedByName {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** One word after `sluice`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `sluice NAME --help` prints. */
  readonly usage: string;
  /**
   * Does it.
   * @returns the exit status
   * @throws {SluiceError}
   */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}
