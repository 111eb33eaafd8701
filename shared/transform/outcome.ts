import { isPromise } from 'node:util/types';
import { isFallible } from './fallible.ts';
import { isFields, kindName } from './kinds.ts';
import { type Event, Reject } from './model.ts';

/** Why a transform took an event out of the pipeline. */
export interface TransformFailure {
  readonly code: 'TRANSFORM_REJECTED' | 'TRANSFORM_THREW';
  /** One line of at most 200 characters. */
  readonly reason: string;
}

const maxReasonLength = 200;

/** Tells a rejection on purpose from a mistake in the user's function, from what was thrown out of it. */
export function outcomeOf(thrown: unknown): TransformFailure {
  if (thrown instanceof Reject) {
    return { code: 'TRANSFORM_REJECTED', reason: oneLine(textOf(thrown.reason)) };
  }
  if (thrown instanceof Error) {
    return { code: 'TRANSFORM_THREW', reason: oneLine(withoutPayload(messageOf(thrown))) };
  }
  return { code: 'TRANSFORM_THREW', reason: `threw ${kindName(thrown)} instead of an Error` };
}

/**
 * The event that a program's result stands for: the changed one, the object it returned, or `{ message }` of its text.
 * @throws {TypeError} for every other result; goes to `outcomeOf` as what the program throws does
 */
export function normalizeResult(result: unknown, event: Event): Event {
  if (result === undefined || result === event) return event;
  if (typeof result === 'string') return { message: result };
  if (isFields(result)) return result;
  throw refused('the program', result, 'nothing, an object, a string or an array of these');
}

/**
 * The events that an array stands for.
 * @throws {TypeError} where it holds what is no event
 */
export function normalizeResults(results: readonly unknown[]): readonly Event[] {
  return results.map((result) => {
    if (typeof result === 'string') return { message: result };
    if (isFields(result)) return result;
    throw refused('the program', result, 'objects and strings', ' within an array');
  });
}

/**
 * Whether a condition holds.
 * @throws {TypeError} where it gave no boolean: a Fallible or a promise would let everything through
 */
export function normalizeCondition(result: unknown): boolean {
  if (typeof result === 'boolean') return result;
  throw refused('the condition', result, 'true or false');
}

function refused(who: string, result: unknown, allowed: string, where = ''): TypeError {
  let hint = '';
  if (isFallible(result)) hint = ': write .or(default) or .orReject() behind the call';
  if (isPromise(result)) {
    hint = ': transforms are synchronous, leave out async';
    // Nobody waits for it, and a rejection that nobody handles ends the process.
    result.catch(() => {});
  }
  const got = resultName(result) + where;
  return new TypeError(`${who} returned ${got}, allowed is ${allowed}${hint}`);
}

function resultName(value: unknown): string {
  if (isPromise(value)) return 'a promise';
  return kindName(value);
}

/** A message may be a getter that throws, in an error of somebody's own class. */
function messageOf(error: Error): string {
  try {
    return textOf(error.message) || textOf(error.name);
  } catch {
    return 'an error without a readable message';
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Where JavaScript's own messages quote the data they stumbled over. */
const quotedData: readonly [RegExp, string][] = [
  [/^(Unexpected (?:token|non-whitespace character)).* is not valid JSON$/s, '$1: not valid JSON'],
  [/^".*" is not valid JSON$/s, 'not valid JSON'],
  [/^Cannot convert .* to a BigInt$/s, 'Cannot convert this to a BigInt'],
  [
    /^(Cannot (?:create|set|delete) property '.*' (?:on|of) (?:string|number|boolean|bigint)) .*$/s,
    '$1',
  ],
  [/^(Cannot use 'in' operator to search for) .* in .*$/s, '$1 a key in what is no object'],
  [
    /^(Invalid (?:time zone specified|count value|array length|language tag|currency code)): .*$/s,
    '$1',
  ],
  [/^(Invalid regular expression): .*$/s, '$1'],
  [
    /^(?:number|string|boolean|bigint) .* (is not (?:iterable|a function|an object)\b.*)$/s,
    'this $1',
  ],
];

function withoutPayload(message: string): string {
  for (const [pattern, replacement] of quotedData) {
    if (pattern.test(message)) return message.replace(pattern, replacement);
  }
  return message;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

function oneLine(text: string): string {
  const line = text.replaceAll(unprintable, ' ').trim();
  const cut = line.length <= maxReasonLength ? line : `${line.slice(0, maxReasonLength - 1)}…`;
  return cut.toWellFormed();
}
