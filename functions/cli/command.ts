import type { Readable } from 'node:stream';
import type { Environment } from '../../shared/pipeline/environment.ts';

/** What a command may touch of the world; tests give their own. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: Readable;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
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
