import { parseArgs } from 'node:util';
import { didYouMean } from '../../../shared/pipeline/faults.ts';

/** What `sluice vrl` was asked for. */
export interface VrlArguments {
  /** The program itself; null: it is in a file, or there is none. */
  readonly text: string | null;
  readonly programFile: string | null;
  readonly inputFile: string | null;
  readonly timezone: string;
  readonly isQuiet: boolean;
  readonly printsObject: boolean;
  readonly printsWarnings: boolean;
  readonly printsCode: boolean;
  readonly keepsHistory: boolean;
  readonly asksForHelp: boolean;
}

const options = {
  program: { type: 'string', short: 'p' },
  input: { type: 'string', short: 'i' },
  quiet: { type: 'boolean', short: 'q' },
  'print-object': { type: 'boolean', short: 'o' },
  timezone: { type: 'string', short: 'z' },
  runtime: { type: 'string', short: 'r' },
  'print-warnings': { type: 'boolean' },
  'print-code': { type: 'boolean' },
  'no-history': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const kinds: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>> = options;

/**
 * Reads the arguments as VRL's own command line does, which scripts are written for: its short options, in groups too, and
 * nothing twice.
 * @returns why they cannot be understood, as text
 */
export function readVrlArguments(args: readonly string[]): VrlArguments | { fault: string } {
  const all = { args: [...args], options, strict: false, allowPositionals: true } as const;
  const { positionals, tokens, values } = parseArgs({ ...all, tokens: true });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const kind = Object.hasOwn(kinds, token.name) ? kinds[token.name]?.type : undefined;
    if (kind === undefined) {
      const known = Object.keys(options).map((name) => `--${name}`);
      const hint = didYouMean(token.rawName, known);
      return { fault: `there is no option ${token.rawName}${hint}; allowed: ${known.join(', ')}` };
    }
    const isLost = token.value === undefined || (token.value === '' && token.name !== 'timezone');
    if (kind === 'string' && isLost) return { fault: `${token.rawName} wants a value` };
    if (kind === 'boolean' && token.value !== undefined) {
      return { fault: `${token.rawName} takes no value` };
    }
    if (given.has(token.name)) return { fault: `${token.rawName} stands there twice` };
    given.add(token.name);
  }
  const text = (name: keyof typeof options): string | null =>
    typeof values[name] === 'string' ? values[name] : null;
  const [program = null, ...more] = positionals;
  if (more.length > 0) return { fault: `'${more[0]}' is one word too many: one program at a time` };
  if (program !== null && given.has('program')) {
    return { fault: 'there is a program, and --program names another: leave one of them out' };
  }
  if (given.has('runtime') && text('runtime') !== 'ast') {
    return { fault: `--runtime: got '${text('runtime')}'; allowed: ast, which changes nothing` };
  }
  if (given.has('print-code') && program === null && !given.has('program')) {
    return { fault: '--print-code: of which program? Give one, or --program FILE' };
  }
  return {
    text: program,
    programFile: text('program'),
    inputFile: text('input'),
    timezone: text('timezone') ?? '',
    isQuiet: given.has('quiet'),
    printsObject: given.has('print-object'),
    printsWarnings: given.has('print-warnings'),
    printsCode: given.has('print-code'),
    keepsHistory: !given.has('no-history'),
    asksForHelp: given.has('help'),
  };
}
