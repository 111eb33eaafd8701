import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, rounded } from '../figures.ts';
import { aligned } from '../report.ts';
import { programLines } from './long-program.ts';

/** Milliseconds, of wall time and of all threads' CPU, V8's compiler among them. */
export interface Took {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface CompileTimes {
  /** From the start of the process until the compiler with its library is loaded. */
  readonly load: Took;
  /** The first time that it compiles, with code that V8 has never run. */
  readonly first: Took;
  /** The last of `repeats` times, as in a watching editor. */
  readonly later: Took;
}

export const repeats = 20;
const processes = 15;
const script = fileURLToPath(new URL('compile-once.ts', import.meta.url));

/** How long a VRL program of 300 lines takes to compile: the median of several processes. */
export async function runCompile(
  signal: AbortSignal,
  onProgress: (share: number, what: string) => void,
): Promise<CompileTimes> {
  const all: CompileTimes[] = [];
  for (let at = 0; at < processes; at += 1) {
    onProgress(at / processes, `process ${at + 1}`);
    const { stdout } = await promisify(execFile)(process.execPath, [script], { signal });
    all.push(JSON.parse(stdout) as CompileTimes);
  }
  const of = (name: keyof CompileTimes): Took => ({
    ms: rounded(median(all.map((one) => one[name].ms)), 1),
    cpuMs: rounded(median(all.map((one) => one[name].cpuMs)), 1),
  });
  return { load: of('load'), first: of('first'), later: of('later') };
}

/** The same for a person. */
export function formatCompile({ load, first, later }: CompileTimes): string {
  const row = (title: string, { ms, cpuMs }: Took): readonly string[] => [
    title,
    ms.toFixed(1),
    cpuMs.toFixed(1),
  ];
  const table = aligned(
    [
      ['', 'ms', 'CPU ms'],
      row('the first time in a process', first),
      row(`the ${repeats}th time`, later),
      row('and to load the compiler', load),
    ],
    new Set([0]),
  );
  return `A VRL program of ${programLines} lines, median of ${processes} processes\n\n${table}\n`;
}
