import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConformanceCase, Expected } from './case.ts';

/** From where the paths of cases are. */
const root = join(import.meta.dirname, '../../../../..');

// oxlint-disable-next-line no-control-regex -- that is what colours are
const colour = /\u001b\[[0-9;]*m/g;

interface Printed {
  readonly out: string;
  readonly err: string;
}

/** Asks VRL's own command line what a program gives. @param oracle its path */
export async function askOracle(
  oracle: string,
  { program, input }: ConformanceCase,
): Promise<Expected> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-vrl-'));
  try {
    const programFile = join(folder, 'p.vrl');
    const inputFile = join(folder, 'in.jsonl');
    await writeFile(programFile, program);
    await writeFile(inputFile, `${input}\n`);
    const args = ['--input', inputFile, '--program', programFile];
    const plain = await run(oracle, args);
    const codes = [...plain.err.matchAll(/^error\[E(\d+)\]/gm)].map(([, code]) => Number(code));
    if (codes.length > 0) {
      return { value: null, object: null, error: null, codes, diagnostics: plain.err };
    }
    const whole = await run(oracle, [...args, '--print-object']);
    const value = plain.out.trimEnd();
    const warned = await run(oracle, [...args, '--print-warnings']);
    const diagnostics = warned.err.slice(0, warned.err.length - plain.err.length);
    if (value === '') {
      return { value: null, object: null, error: plain.err.trimEnd(), codes, diagnostics };
    }
    return { value, object: whole.out.trimEnd(), error: null, codes, diagnostics };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(oracle: string, args: readonly string[]): Promise<Printed> {
  return new Promise((resolve) => {
    // with a failed program its exit status is not 0; what it prints says more
    execFile(oracle, [...args], { cwd: root, timeout: 30_000 }, (_error, out, err) => {
      resolve({ out, err: err.replaceAll(colour, '') });
    });
  });
}
