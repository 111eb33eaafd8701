import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '../../../shared/pipeline/environment.ts';

/** Programs that were typed in this session and in those before, the newest first. */
export interface History {
  readonly programs: readonly string[];
  /** Keeps one, unless it begins with a blank: so a person keeps a secret out. */
  readonly add: (program: string) => void;
}

const maxPrograms = 1_000;
/** A longer one was pasted. */
const maxCharacters = 4_096;

/** In the folder of the user's that XDG has for state; null: nobody says where that is. */
export function historyFile(env: Environment): string | null {
  const { HOME: home = '', XDG_STATE_HOME: state = '' } = env;
  // one that is not absolute is to be passed over, says XDG
  if (isAbsolute(state)) return join(state, 'sluice', 'vrl-history');
  return isAbsolute(home) ? join(home, '.local', 'state', 'sluice', 'vrl-history') : null;
}

/**
 * What was typed before, and a place for what will be. Where the file cannot be read or written, the session's own programs
 * are kept as long as it lasts, and nobody is bothered.
 *
 * @param file a JSON text a line, the newest last; null: the session alone
 */
export function openHistory(file: string | null): History {
  let keeps = file !== null;
  const attempt = <T>(work: (file: string) => T): T | null => {
    if (!keeps || file === null) return null;
    try {
      return work(file);
    } catch {
      keeps = false;
      return null;
    }
  };
  const before = attempt(readPrograms) ?? [];
  const programs = before.slice(-maxPrograms).toReversed();
  if (before.length > maxPrograms * 2) attempt((path) => rewrite(path, programs.toReversed()));
  return {
    programs,
    add: (program) => {
      if (/^\s|^$/.test(program) || program === programs[0]) return;
      programs.unshift(program);
      programs.splice(maxPrograms);
      if (program.length > maxCharacters) return;
      // at once, so that it outlives a crash, and two sessions do not take each other's away
      attempt((path) => appendFileSync(path, lineOf(program), { mode: 0o600 }));
    },
  };
}

/** Makes the folder and the file, and closes them to others. */
function readPrograms(file: string): readonly string[] {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const program: unknown = JSON.parse(line);
        return typeof program === 'string' ? [program] : [];
      } catch {
        return [];
      }
    });
}

function rewrite(file: string, programs: readonly string[]): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, programs.map(lineOf).join(''), { mode: 0o600 });
  renameSync(next, file);
}

function lineOf(program: string): string {
  return `${JSON.stringify(program)}\n`;
}
