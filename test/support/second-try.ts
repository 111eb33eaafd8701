import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const flag = '--test-rerun-failures=';

/**
 * What `--test-rerun-failures=LIST` means to groups of test files that are run by a process each. Node keeps the single
 * tests that passed, and would load every file to leave them out; so we keep the files that passed whole, too.
 */
export interface Tries {
  /** Absolute paths; none in a first try. */
  readonly passed: ReadonlySet<string>;
  /** The options of the run as the process of a group takes them: each has lists of its own. */
  readonly optionsOf: (group: string) => string[];
  /** A group's process ended well: of files that share one the reporter cannot tell, only the exit code can. */
  readonly allPassed: (group: string, files: readonly string[]) => void;
}

export function triesOf(options: readonly string[]): Tries {
  const list = options.find((option) => option.startsWith(flag))?.slice(flag.length);
  if (list === undefined) {
    return { passed: new Set(), optionsOf: () => [...options], allPassed: () => undefined };
  }
  const before = globSync(`${list}.*.files`);
  // a file that is there is written anew, so each try has its own
  const fileOf = (group: string): string => `${list}.${group}.${before.length}.files`;
  const passed = before.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
  return {
    passed: new Set(passed.filter((file) => file !== '')),
    optionsOf: (group) => [
      ...options.filter((option) => !option.startsWith(flag)),
      `${flag}${list}.${group}`,
      '--test-reporter-destination=stdout',
      `--test-reporter=${pathToFileURL(join(import.meta.dirname, 'passed-files.ts')).href}`,
      `--test-reporter-destination=${fileOf(group)}`,
    ],
    allPassed: (group, files) => writeFileSync(fileOf(group), files.join('\n')),
  };
}
