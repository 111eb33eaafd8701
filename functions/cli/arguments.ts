import { parseArgs } from 'node:util';
import { SluiceError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/pipeline/faults.ts';

/** The options of one command: `string` takes a value, `boolean` none. */
export type OptionKinds = Readonly<Record<string, 'string' | 'boolean'>>;

/** What was given. */
export interface Arguments<Kinds extends OptionKinds> {
  readonly values: {
    readonly [Name in keyof Kinds]?: Kinds[Name] extends 'string' ? string : boolean;
  };
  readonly words: readonly string[];
}

/**
 * Reads the arguments of a command; `--help` is always allowed and is the caller's to look at.
 * @throws {SluiceError} CONFIG_INVALID for an unknown option (with the nearest name), a missing value, or too few or many words
 */
export function readArguments<const Kinds extends OptionKinds>(
  args: readonly string[],
  kinds: Kinds,
  words: readonly string[],
): Arguments<Kinds & { readonly help: 'boolean' }> {
  const all: OptionKinds = { ...kinds, help: 'boolean' };
  const options = Object.fromEntries(Object.entries(all).map(([name, type]) => [name, { type }]));
  // Loose first, so that the nearest name can be given for an unknown one.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const kind = all[token.name];
    if (kind === undefined) {
      const known = Object.keys(all).map((name) => `--${name}`);
      const hint = didYouMean(token.rawName, known);
      throw usageError(`there is no option ${token.rawName}${hint}; allowed: ${known.join(', ')}`);
    }
    if (kind === 'string' && (token.value === undefined || token.value === '')) {
      throw usageError(`${token.rawName} wants a value`);
    }
    if (kind === 'boolean' && token.value !== undefined) {
      throw usageError(`${token.rawName} takes no value`);
    }
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
  });
  const required = words.filter((word) => !word.startsWith('['));
  if (values['help'] !== true && positionals.length < required.length) {
    throw usageError(`${required[positionals.length] ?? ''} is missing`);
  }
  if (positionals.length > words.length) {
    throw usageError(
      `'${positionals[words.length] ?? ''}' is one word too many; allowed: ${words.join(' ') || 'none'}`,
    );
  }
  return {
    values: values as Arguments<Kinds & { readonly help: 'boolean' }>['values'],
    words: positionals,
  };
}

const usageErrors = new WeakSet<SluiceError>();

/** A command line that cannot be understood. */
export function usageError(message: string): SluiceError {
  const error = new SluiceError('CONFIG_INVALID', message);
  usageErrors.add(error);
  return error;
}

/** Whether it is the command line that was wrong, so that its help says what is right. */
export function isUsageError(error: SluiceError): boolean {
  return usageErrors.has(error);
}

/** @throws {SluiceError} CONFIG_INVALID for what is no whole number within the bounds */
export function wholeNumber(
  option: string,
  text: string | undefined,
  byDefault: number,
  [least, most]: readonly [number, number],
): number {
  if (text === undefined) return byDefault;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw usageError(`${option}: got '${text}'; allowed: a whole number from ${least} to ${most}`);
}
