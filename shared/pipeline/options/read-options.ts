import { interpolate, type Environment } from '../environment.ts';
import type { ReadFile } from '../components/read-pem.ts';
import { didYouMean, shown, type Faults } from '../faults.ts';
import { readSecretFile } from '../secret-file.ts';
import type { Group, Option, Shape, Values } from './option.ts';

/** What reading options needs to know and where it reports. */
export interface ReadContext {
  readonly env: Environment;
  readonly faults: Faults;
  /** A variable without value and default: a fault where the pipeline starts, known later where it is built. */
  readonly missingVariables: 'fault' | 'postpone';
  /** Reads what `${file:PATH}` names; null: not here. */
  readonly readFile: ReadFile | null;
}

/** Options of Vector, or likely mistakes, that are left out on purpose: why. */
export type Unsupported = Readonly<Record<string, string>>;

/**
 * Reads an object of options: environment, kinds, ranges, defaults, unknown names. Every fault is reported and the
 * option's fallback takes its place, so that everything else is still checked.
 */
export function readOptions<const S extends Shape>(
  shape: S,
  raw: unknown,
  path: string,
  context: ReadContext,
  ignored: { readonly names: readonly string[]; readonly unsupported: Unsupported } = {
    names: [],
    unsupported: {},
  },
): Values<S> {
  const given = objectAt(raw, path, context.faults);
  const known = [...Object.keys(shape), ...ignored.names];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const at = joined(path, name);
    // A name of Vector's, in either spelling, that has no meaning here deserves its reason.
    const reason = Object.entries(ignored.unsupported).find(
      ([key]) => key === camelCase(name),
    )?.[1];
    context.faults.add(
      at,
      reason ?? `no such option${didYouMean(name, known)}; allowed: ${known.join(', ')}`,
    );
  }
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(shape)) {
    const at = joined(path, name);
    const value = own(given, name);
    values[name] =
      entry.kind === 'group'
        ? readGroup(entry, value, at, context)
        : readOption(entry, value, at, context);
  }
  return values as Values<S>;
}

function readGroup(entry: Group, raw: unknown, path: string, context: ReadContext): unknown {
  const isShort = entry.short !== null && (typeof raw === 'string' || typeof raw === 'boolean');
  return readOptions(entry.options, isShort ? { [entry.short]: raw } : raw, path, context);
}

function readOption(
  entry: Option<unknown>,
  raw: unknown,
  path: string,
  context: ReadContext,
): unknown {
  const { faults } = context;
  const resolved = resolve(raw, path, context);
  if (resolved === unknownYet) return entry.fallback;
  if (resolved === undefined) {
    if (entry.required) faults.add(path, `is missing; give ${entry.value.allowed}`);
    return entry.fallback;
  }
  if (resolved === null && !entry.required && entry.fallback === null) return null;
  const result = entry.value.read(resolved);
  if (result.ok) return result.value;
  const why = result.why === undefined ? '' : ` (${result.why})`;
  faults.add(path, `got ${shown(path, resolved)}${why}; allowed: ${entry.value.allowed}`);
  return entry.fallback;
}

const unknownYet = Symbol('unknown yet');

/** Replaces variables in texts, however deep, and leaves out what the environment leaves empty. */
function resolve(raw: unknown, path: string, context: ReadContext): unknown {
  if (typeof raw === 'string') {
    const secret = readSecretFile(raw, context.readFile);
    if (secret === 'not here') {
      context.faults.postpone(path);
      return unknownYet;
    }
    if (secret !== null) {
      if ('text' in secret) return secret.text;
      context.faults.add(path, secret.fault);
      return unknownYet;
    }
    const result = interpolate(raw, context.env);
    switch (result.kind) {
      case 'text':
        return result.text;
      case 'absent':
        return undefined;
      case 'missing':
        if (context.missingVariables === 'postpone') context.faults.postpone(path);
        else context.faults.add(path, missing(result.variables));
        return unknownYet;
      case 'malformed':
        context.faults.add(path, `holds ${result.reason}`);
        return unknownYet;
    }
  }
  if (Array.isArray(raw)) {
    const parts = raw.map((part: unknown) => resolve(part, path, context));
    return parts.includes(unknownYet) ? unknownYet : parts.filter((part) => part !== undefined);
  }
  if (isPlainObject(raw)) {
    const entries = Object.entries(raw).map(
      ([name, part]) => [name, resolve(part, path, context)] as const,
    );
    if (entries.some(([, part]) => part === unknownYet)) return unknownYet;
    return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
  }
  return raw;
}

function missing(variables: readonly string[]): string {
  const names = variables.map((name) => `'${name}'`).join(', ');
  const [are, them] = variables.length === 1 ? ['variable', 'it'] : ['variables', 'them'];
  return `the environment has no ${are} ${names}; set ${them}, or write a default as \${NAME:-default}`;
}

/** The object at a path, or an empty one where nothing was written; anything else is a fault. */
export function objectAt(
  raw: unknown,
  path: string,
  faults: Faults,
): Readonly<Record<string, unknown>> {
  if (raw === undefined) return {};
  if (isPlainObject(raw)) return raw;
  // Told by its kind alone: what stands in the place of credentials may be one.
  const kind = typeof raw === 'string' ? 'text' : shown(path, raw);
  faults.add(path, `got ${kind}; allowed: an object`);
  return {};
}

/** Whether it is an object as one writes it, or as YAML gives it. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of whatever realm: a bundle may run in another one.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A path with one more name. */
export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
