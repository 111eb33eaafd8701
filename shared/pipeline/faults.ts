import { closest, distance } from 'fastest-levenshtein';
import { SluiceError } from '../errors.ts';
import { isSecret, withoutUserInfo } from './secrets.ts';

/** One thing that is wrong with a pipeline. */
export interface Fault {
  /** The option, as `sinks.s3.batch.maxBytes`; empty for the pipeline as a whole. */
  readonly path: string;
  /** What was got and what is allowed, without secrets. */
  readonly message: string;
}

/** Where a pipeline was written, where that is not the definition itself. */
export interface Origin {
  /** What was found wrong when it was read, with its place. */
  readonly faults: readonly string[];
  /** An option by its path in the definition: its place, and its name there. */
  readonly nameOf: (path: string) => string;
}

/** Collects the faults of one pipeline, so that all are told at once. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #unsettled = new Set<string>();
  readonly #postponed: string[] = [];
  readonly #origin: Origin | undefined;

  constructor(origin?: Origin) {
    this.#origin = origin;
  }

  get count(): number {
    return this.#faults.length;
  }

  /** Paths of the options that are not known yet. */
  get postponed(): readonly string[] {
    return this.#postponed;
  }

  /** @param message a full thought without the path, without a capital at its start and without a period. */
  add(path: string, message: string): void {
    this.#faults.push({ path, message });
    this.#unsettled.add(path);
  }

  /** Marks an option whose value is not known yet: its variable is set where the pipeline runs, not here. */
  postpone(path: string): void {
    this.#postponed.push(path);
    this.#unsettled.add(path);
  }

  /** Whether these options hold what was written; a check over several of them is left out where one does not. */
  settled(...paths: readonly string[]): boolean {
    return paths.every((path) => !this.#unsettled.has(path));
  }

  /** @throws {SluiceError} CONFIG_INVALID with every fault, where there is one */
  throwIfAny(subject: string): void {
    const { faults = [], nameOf = (path: string) => path } = this.#origin ?? {};
    const own = this.#faults.map(
      ({ path, message }) => `${path === '' ? '' : `${nameOf(path)}: `}${message}`,
    );
    const all = [...faults, ...own];
    if (all.length > 0) throw new SluiceError('CONFIG_INVALID', faultList(subject, all));
  }
}

/** All faults as one text, one a line. */
function faultList(subject: string, faults: readonly string[]): string {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return [`${subject} has ${count}:`, ...faults.map((fault) => `  - ${fault}`)].join('\n');
}

/** A value as a fault may tell it: its kind, and what it is where that is short and no secret. */
export function shown(path: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') {
    return isSecret(path) ? 'text (hidden)' : `the text '${shortened(withoutUserInfo(value))}'`;
  }
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return isSecret(path) ? `a ${typeof value} (hidden)` : `the ${typeof value} ${String(value)}`;
  }
  return `a ${typeof value}`;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** ` (did you mean 'x'?)` for the nearest of the known names, or nothing where none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const same = known.find((candidate) => plain(candidate) === plain(name));
  const nearest = same ?? closest(name, known);
  const near = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  return same !== undefined || near ? ` (did you mean '${nearest}'?)` : '';
}

/** A name without what people spell differently: `max_bytes`, `max-bytes` and `maxBytes` are the same. */
function plain(name: string): string {
  return name.replaceAll(/[_\-.\s]/g, '').toLowerCase();
}
