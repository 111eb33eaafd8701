import { isPromise } from 'node:util/types';
import type { Event, EventContext, FieldOperation, RemapFunction } from './model.ts';
import { recording } from './recording.ts';

/**
 * Finds out what a program does to events, if it does the same to each: deletes fields, sets constants, and at last
 * returns the event as JSON. Such a pipeline never needs an event object and stays on bytes. Null means only that the
 * program has to be run on objects.
 *
 * Why one run tells about all events. A transform is a pure function of event and context. The program is run with
 * stand-ins for both that give nothing away: whatever would read them (a property, `in`, the keys, a prototype,
 * conversion to text, JSON) marks the run as useless, and a `try` around it does not help, as the mark stays. Writing
 * tells the program nothing: an assignment and `delete` have the same value for every event, and `del()` returns
 * nothing. So at its end the program has learned nothing that differs between events, hence takes the same way
 * through its code for all of them. `encodeJson(event)` must give something back, so the program is run twice: with a
 * stand-in that marks any use, then with the text `{}`, which shows up in `typeof` and comparisons; both runs must do
 * the same and return exactly what they were given. The second run also finds out programs that count or guess.
 *
 * What stays unseen, and no program has a reason for: comparing the JSON of the whole event with the JSON of one
 * certain event; and swallowing the exception by which `structuredClone` and `v8.serialize` refuse a stand-in.
 */
export function observeProgram(program: RemapFunction): ObservedProgram {
  const first = record(program, 'stand-in');
  const second = record(program, '{}');
  const isSame = sameOperations(first.operations, second.operations);
  return {
    operations: first.isWhole && second.isWhole && isSame ? first.operations : null,
    deletedFirst: deletedIn(common(first.operations, second.operations)),
    listsFirst: first.listed,
  };
}

export interface ObservedProgram {
  readonly operations: readonly FieldOperation[] | null;
  /**
   * The fields that it deletes before it looks at anything: whatever it is given, it never sees what they held. An object
   * that never had them stays as fast as it is read; one that fields are deleted from does not.
   */
  readonly deletedFirst: readonly string[];
  /** The first thing that it looks at are the names of all fields (`{ ...event }`): it needs an object at once. */
  readonly listsFirst: boolean;
}

/** What both runs begin with. */
function common(
  first: readonly FieldOperation[],
  second: readonly FieldOperation[],
): readonly FieldOperation[] {
  const differs = first.findIndex((one, at) => !sameOperations([one], second.slice(at, at + 1)));
  return differs === -1 ? first : first.slice(0, differs);
}

function deletedIn(operations: readonly FieldOperation[]): readonly string[] {
  return operations.flatMap((one) => (one.kind === 'delete' ? [one.field] : []));
}

/** More than anybody writes by hand, and a program that sets so many constants gains nothing from bytes. */
const maxOperations = 256;

/** Thrown out of a program that looks at its event. */
const notRecordable: unique symbol = Symbol('the program looks at its event');

interface Recorded {
  /** Up to where the program looked at its event. */
  readonly operations: readonly FieldOperation[];
  /** It did not, and returned what can be told of without an event. */
  readonly isWhole: boolean;
  /** It looked, and at the names of all fields first. */
  readonly listed: boolean;
}

function record(program: RemapFunction, json: 'stand-in' | '{}'): Recorded {
  const operations: FieldOperation[] = [];
  let useless = false;
  let encoded = false;
  let listed = false;
  const refuse = (): never => {
    useless = true;
    // oxlint-disable-next-line typescript/only-throw-error -- only to leave the program, nobody reads it
    throw notRecordable;
  };
  const list = (): never => {
    if (!useless) listed = true;
    return refuse();
  };
  const note = (operation: FieldOperation): true => {
    // What is changed after the JSON was made is not in it.
    if (useless || encoded || operations.length >= maxOperations) return refuse();
    operations.push(operation);
    return true;
  };
  const event: object = standIn(refuse, {
    set: (_target, field, value: unknown, receiver) =>
      receiver === event && isPlainField(field) && isConstant(value)
        ? note({ kind: 'set', field, value })
        : refuse(),
    deleteProperty: (_target, field) =>
      typeof field === 'string' ? note({ kind: 'delete', field }) : refuse(),
    ownKeys: list,
    // what JSON.stringify begins with
    get: (_target, field) => (field === 'toJSON' ? list() : refuse()),
  });
  const text = json === '{}' ? json : standIn(refuse, {});
  const encodeJson = (): string => {
    encoded = true;
    return text as string;
  };

  const outer = recording.current;
  recording.current = { event, encodeJson };
  let result: unknown;
  try {
    result = program(event as Event, standIn(refuse, {}) as EventContext);
  } catch {
    return { operations, isWhole: false, listed };
  } finally {
    recording.current = outer;
  }
  // An async function is refused when it runs on events; its rejection here must not end the process. (`instanceof`
  // would ask a stand-in for its prototype.)
  if (isPromise(result)) result.catch(() => {});
  if (useless) return { operations, isWhole: false, listed };
  if (encoded && result === text) {
    return { operations: [...operations, { kind: 'encode_json' }], isWhole: true, listed };
  }
  return { operations, isWhole: result === undefined || result === event, listed };
}

/** An object of which nothing can be learned: all that is not allowed for is refused. */
function standIn(refuse: () => never, allowed: ProxyHandler<object>): object {
  const handler: Required<Omit<ProxyHandler<object>, 'apply' | 'construct'>> = {
    get: refuse,
    set: refuse,
    has: refuse,
    deleteProperty: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
    defineProperty: refuse,
    getPrototypeOf: refuse,
    setPrototypeOf: refuse,
    isExtensible: refuse,
    preventExtensions: refuse,
  };
  // console.log and util.inspect look through a proxy at what is behind it, and there they ask for this first.
  const behind = Object.defineProperty({}, Symbol.for('nodejs.util.inspect.custom'), {
    get: refuse,
  });
  return new Proxy(behind, { ...handler, ...allowed });
}

/** Index-like names change their place among the fields, and `__proto__` is a setter: left to real objects. */
function isPlainField(field: string | symbol): field is string {
  return typeof field === 'string' && field !== '__proto__' && !/^\d+$/.test(field);
}

function isConstant(value: unknown): value is string | number | boolean | null {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function sameOperations(one: readonly FieldOperation[], two: readonly FieldOperation[]): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}
