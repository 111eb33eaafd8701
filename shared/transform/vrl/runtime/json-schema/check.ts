import { jsonText } from '../json-write.ts';
import type { Value, VrlObject } from '../value.ts';
import type { Path } from './path.ts';
import type { References } from './references.ts';

/** Tells what is wrong with a value at a place. */
export type Report = (message: string, path: Path) => void;
/** Checks a value, and reports each fault. */
export type Check = (value: Value, path: Path, report: Report) => void;

/** What keywords are made with. */
export interface Making {
  /** Of the drafts 4, 6, 7, 2019 and 2020. */
  readonly draft: number;
  /** The check of a schema; one that refers to itself is made once. */
  readonly check: (schema: Value) => Check;
  readonly references: References;
  readonly addUnknownFormat: (name: string) => void;
}

/** Makes the check of a keyword; null: there is nothing to check. */
export type Create = (argument: Value, schema: VrlObject, making: Making) => Check | null;

/** Whether a value is as a schema says. */
export function passes(check: Check, value: Value): boolean {
  let isValid = true;
  check(value, null, () => {
    isValid = false;
  });
  return isValid;
}

/** Says of each of these fields that a value has not. */
export function reportMissing(
  value: VrlObject,
  names: readonly Value[],
  report: (message: string) => void,
): void {
  for (const name of names) {
    const isThere = typeof name === 'string' && Object.hasOwn(value, name);
    if (!isThere) report(`${jsonText(name)} is a required property`);
  }
}
