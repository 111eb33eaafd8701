import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ToolResult {
  /** Exit status; null where the tool is not on this machine or was killed. */
  readonly exitCode: number | null;
  readonly missing: boolean;
  /** The last lines that it printed, both streams, for messages. */
  readonly lastLines: readonly string[];
}

export interface ToolOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
  readonly onLine?: (line: string) => void;
}

/** Runs a program of this machine to its end. It answers for whatever happens: a missing program is a result, too. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { promise, resolve } = Promise.withResolvers<ToolResult>();
  const lastLines: string[] = [];
  const { cwd, env = process.env } = options;
  const child = spawn(command, args, { cwd, env, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      options.onLine?.(line);
    });
  }
  child.on('error', (error: NodeJS.ErrnoException) => {
    resolve({ exitCode: null, missing: error.code === 'ENOENT', lastLines: [error.message] });
  });
  child.on('close', (exitCode) => resolve({ exitCode, missing: false, lastLines }));
  // A tool that ends before it has read its input is no fault of ours: its exit status says what happened.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return promise;
}
