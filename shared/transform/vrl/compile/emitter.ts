import { kindText } from '../check/kind-text.ts';
import { booleanBit, bytesBit, integerBit, nullBit, undefinedBit } from '../check/kind.ts';
import { has, isOnly } from '../check/kind-sets.ts';
import type { Local, Place, TypedExpression } from '../check/typed.ts';
import type { Operator } from '../syntax/ast.ts';
import { stepsOf, type TargetCode } from './target.ts';
import { type CodeWriter, literalText } from './writer.ts';

type Of<Type extends TypedExpression['type']> = Extract<TypedExpression, { type: Type }>;

/** Of what is null when it runs: what is not there reads as null. */
const noneBits = nullBit | undefinedBit;

/** Makes the statement that is run with a failure in hand. */
type OnFailure = (failure: string) => string;

const comparing: Partial<Record<Operator, string>> = {
  '<': 'isLess',
  '<=': 'isLessOrEqual',
  '>': 'isGreater',
  '>=': 'isGreaterOrEqual',
};

const arithmetic: Partial<Record<Operator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '|': 'mergeObjects',
};

const onIntegers: Partial<Record<Operator, string>> = {
  '+': 'addIntegers',
  '-': 'subtractIntegers',
  '*': 'multiplyIntegers',
};

/**
 * Writes an expression as JavaScript: lines for what happens, and the text of an expression for its value. The text may
 * still read what later lines change, so what is evaluated before them is kept in a constant first; see `#all`. One method a
 * kind of expression, in one class however long that gets, as they are in each other.
 */
export class Emitter {
  readonly #writer: CodeWriter;
  readonly #target: TargetCode;
  #onFailure: OnFailure;
  readonly #trustsKinds: boolean;
  #isInClosure = false;
  /** What takes the place of leaving: the statement for the text of a message, where something handles what fails. */
  #handler: ((message: string) => string) | null = null;
  /** How messages begin of the calls whose arguments or closures are written, up to what handles them. */
  #calls: string[] = [];
  /** How messages begin of the calls around the closure that is written. */
  #outsideClosure = '';
  /** Something leaves a closure by throwing. */
  throws = false;

  constructor(writer: CodeWriter, target: TargetCode, trustsKinds: boolean) {
    this.#trustsKinds = trustsKinds;
    this.#writer = writer;
    this.#target = target;
    this.#onFailure = (failure) => this.#leave('error', `${failure}.message`);
  }

  /** The text of its value. */
  // oxlint-disable-next-line typescript/consistent-return -- each kind is a case
  emit(expression: TypedExpression): string {
    switch (expression.type) {
      case 'constant':
        return this.#writer.constant(expression.constant);
      case 'array':
        return `[${this.#all(expression.items).join(', ')}]`;
      case 'object':
        return this.#object(expression);
      case 'block':
        return this.#block(expression);
      case 'if':
        return this.#if(expression);
      case 'operation':
        return this.#operation(expression);
      case 'not':
        return `!${this.#boolean(expression.inner)}`;
      case 'read': {
        const text = this.#target.read(expression.root, expression.path);
        return expression.path.length === 0 ? text : `(${text} ?? null)`;
      }
      case 'local':
        return localName(expression.local);
      case 'member':
        return this.#member(expression.of, expression.path);
      case 'call':
        return this.#call(expression);
      case 'delete':
        return this.#delete(expression);
      case 'exists':
        return this.#exists(expression);
      case 'assign': {
        const value = this.#writer.keep(this.emit(expression.value));
        this.#assign(expression.place, value);
        return value;
      }
      case 'assign-or-error':
        return this.#assignOrError(expression);
      case 'abort':
        return this.#abort(expression);
      case 'return':
        return this.#return(expression);
    }
  }

  /** For what it does alone. */
  run(expression: TypedExpression): void {
    if (expression.type === 'block') {
      for (const one of expression.body) this.run(one);
    } else if (expression.type === 'if') {
      this.#branches(expression, (inner) => {
        this.run(inner);
      });
    } else if (expression.type === 'delete') {
      const { compact } = expression;
      this.#remove(expression, compact === null ? 'false' : this.#writer.keep(this.emit(compact)));
    } else {
      this.emit(expression);
    }
  }

  /** Values of expressions that are evaluated one after the other. */
  #all(expressions: readonly TypedExpression[]): readonly string[] {
    const { lines } = this.#writer;
    const texts: string[] = [];
    for (const expression of expressions) {
      const before = lines.length;
      const text = this.emit(expression);
      if (lines.length > before) {
        const added = lines.splice(before);
        for (const [index, earlier] of texts.entries()) texts[index] = this.#writer.keep(earlier);
        lines.push(...added);
      }
      texts.push(text);
    }
    return texts;
  }

  #object({ fields }: Of<'object'>): string {
    const values = this.#all(fields.map(([, value]) => value));
    const texts = fields.map(([name], index) => {
      const key = name === '__proto__' ? '["__proto__"]' : literalText(name);
      return `${key}: ${values[index] ?? 'null'}`;
    });
    return `{ ${texts.join(', ')} }`;
  }

  #block({ body }: Of<'block'>): string {
    for (const one of body.slice(0, -1)) this.run(one);
    const last = body.at(-1);
    return last === undefined ? 'null' : this.emit(last);
  }

  #if(expression: Of<'if'>): string {
    const result = this.#writer.name();
    this.#writer.line(`let ${result} = null;`);
    this.#branches(expression, (inner) => {
      const text = this.emit(inner);
      this.#writer.line(`${result} = ${text};`);
    });
    return result;
  }

  #branches(
    { predicate, whenTrue, otherwise }: Of<'if'>,
    inner: (expression: TypedExpression) => void,
  ): void {
    this.#writer.line(`if (${this.#boolean(predicate)}) {`);
    inner(whenTrue);
    if (otherwise !== null) {
      this.#writer.line('} else {');
      inner(otherwise);
    }
    this.#writer.line('}');
  }

  /** What has to be a boolean, which it may not be where kinds cannot be trusted. */
  #boolean(expression: TypedExpression): string {
    const text = this.emit(expression);
    if (this.#trustsKinds || !['local', 'read', 'member', 'call'].includes(expression.type)) {
      return text;
    }
    const kept = this.#writer.keep(text);
    const isOfKind = this.#writer.helper('isOfKind', 'guard');
    const wrongKind = this.#writer.helper('wrongKind', 'guard');
    const failure = this.#onFailure(`${wrongKind}(${kept}, "boolean")`);
    this.#writer.line(`if (!${isOfKind}(${kept}, ${booleanBit})) ${failure}`);
    return kept;
  }

  #operation(expression: Of<'operation'>): string {
    const { operator, left, right } = expression;
    if (operator === '??') return this.#coalesce(left, right);
    if (operator === '||') return this.#either(left, right);
    if (operator === '&&') return this.#both(expression);
    const [one = 'null', other = 'null'] = this.#all([left, right]);
    if (operator === '==' || operator === '!=') return this.#equality(expression, one, other);
    const bothAre = (bits: number): boolean =>
      this.#trustsKinds && isOnly(left.kind, bits) && isOnly(right.kind, bits);
    if (bothAre(integerBit)) {
      const name = onIntegers[operator];
      if (name !== undefined) return `${this.#writer.helper(name, 'arithmetic')}(${one}, ${other})`;
      if (comparing[operator] !== undefined) return `(${one} ${operator} ${other})`;
    }
    if (operator === '+' && bothAre(bytesBit)) {
      return `${this.#writer.helper('concat', 'arithmetic')}(${one}, ${other})`;
    }
    const comparison = comparing[operator];
    const name =
      comparison === undefined
        ? this.#writer.helper(arithmetic[operator] as string, 'arithmetic')
        : this.#writer.helper(comparison, 'comparisons');
    return this.#checked(`${name}(${one}, ${other})`, expression.fallible || !this.#trustsKinds);
  }

  #equality({ operator, left, right }: Of<'operation'>, one: string, other: string): string {
    const isPlain = [left, right].some(
      ({ constant, kind }) =>
        typeof constant === 'string' ||
        (this.#trustsKinds && (isOnly(kind, booleanBit) || isOnly(kind, nullBit))),
    );
    if (isPlain) return `(${one} ${operator}= ${other})`;
    const name = this.#writer.helper('isEqual', 'comparisons');
    return `${operator === '!=' ? '!' : ''}${name}(${one}, ${other})`;
  }

  /** Leaves by the way of failures where a call gave one. */
  #checked(text: string, mayFail: boolean): string {
    if (!mayFail) return text;
    const result = this.#writer.name();
    this.#writer.line(`const ${result} = ${text};`);
    const failure = this.#writer.helper('Failure', 'failure');
    this.#writer.line(`if (${result} instanceof ${failure}) ${this.#onFailure(result)}`);
    return result;
  }

  /** Runs with another way of failures. */
  #failing<T>(onFailure: OnFailure, run: () => T): T {
    const outer = this.#onFailure;
    this.#onFailure = onFailure;
    try {
      return run();
    } finally {
      this.#onFailure = outer;
    }
  }

  /** Runs where failures are handled, and, as in VRL, so is whatever else would leave the program. */
  #handling(handler: (message: string) => string, run: () => void): void {
    const outer = this.#handler;
    const calls = this.#calls;
    this.#handler = handler;
    this.#calls = [];
    this.#failing((failure) => this.#leave('error', `${failure}.message`), run);
    this.#handler = outer;
    this.#calls = calls;
  }

  #coalesce(left: TypedExpression, right: TypedExpression): string {
    const writer = this.#writer;
    const result = writer.name();
    const done = writer.name('done');
    const failed = writer.name('failed');
    writer.line(`let ${result} = null;`);
    writer.line(`${done}: {`);
    writer.line(`${failed}: {`);
    this.#handling(
      () => `break ${failed};`,
      () => {
        writer.line(`${result} = ${this.emit(left)};`);
      },
    );
    writer.line(`break ${done};`);
    writer.line('}');
    writer.line(`${result} = ${this.emit(right)};`);
    writer.line('}');
    return result;
  }

  #either(left: TypedExpression, right: TypedExpression): string {
    const writer = this.#writer;
    const result = writer.name();
    writer.line(`let ${result} = ${this.emit(left)};`);
    if (this.#trustsKinds && !has(left.kind, noneBits | booleanBit)) return result;
    writer.line(`if (${result} === null || ${result} === false) {`);
    this.#telling(notOr, () => {
      writer.line(`${result} = ${this.emit(right)};`);
    });
    writer.line('}');
    return result;
  }

  /** Runs where whatever leaves the program, as in VRL, does so as a failure with a prefix. */
  #telling(prefix: string, run: () => void): void {
    const outside = [this.#onFailure, this.#handler, this.#calls] as const;
    this.#handling((message) => {
      const inside = [this.#onFailure, this.#handler, this.#calls] as const;
      [this.#onFailure, this.#handler, this.#calls] = outside;
      const failure = this.#writer.helper('Failure', 'failure');
      const text = this.#onFailure(`new ${failure}(${literalText(prefix)} + ${message})`);
      [this.#onFailure, this.#handler, this.#calls] = inside;
      return text;
    }, run);
  }

  #both({ left, right }: Of<'operation'>): string {
    const writer = this.#writer;
    const result = writer.name();
    writer.line(`let ${result} = ${this.emit(left)};`);
    const isSafe =
      this.#trustsKinds &&
      isOnly(left.kind, booleanBit | nullBit) &&
      isOnly(right.kind, booleanBit | nullBit);
    writer.line(`if (${result} !== null && ${result} !== false) {`);
    const other = this.emit(right);
    if (isSafe) {
      writer.line(`${result} = ${other};`);
    } else {
      const both = writer.helper('both', 'comparisons');
      writer.line(`${result} = ${this.#checked(`${both}(${result}, ${other})`, true)};`);
    }
    writer.line('}');
    if (!this.#trustsKinds || has(left.kind, noneBits) || has(right.kind, noneBits)) {
      writer.line(`if (${result} === null) ${result} = false;`);
    }
    return result;
  }

  #member(of: TypedExpression, path: Of<'member'>['path']): string {
    const value = this.emit(of);
    const steps = stepsOf(path);
    const text =
      steps.length === 1
        ? `${this.#writer.helper('member', 'paths')}(${value}, ${this.#writer.data(steps[0])})`
        : `${this.#writer.helper('at', 'paths')}(${value}, ${this.#writer.data(steps)})`;
    return `(${text} ?? null)`;
  }

  #call(call: Of<'call'>): string {
    const { definition, closure, canFail, prepared } = call;
    const file = `functions/${definition.name.replaceAll('_', '-')}`;
    const helper = camelCase(definition.name);
    if (definition.runsNoArguments === true && prepared !== null) {
      return `${this.#writer.helper(helper, file)}(${this.#writer.prepared(prepared)})`;
    }
    const { start, end } = call.place;
    const about = `function call error for "${definition.name}" at (${start}:${end}): `;
    // what fails within an argument fails the call, with `!` or without
    const fail = this.#wrapped(literalText(about));
    this.#calls.push(about);
    const given = call.arguments.map((argument) => argument?.value ?? null);
    const values = this.#failing(fail, () => this.#all(given.filter((one) => one !== null)));
    let next = 0;
    const texts = definition.parameters.map((parameter, index) => {
      if (given[index] !== null && given[index] !== undefined) return values[next++] ?? 'null';
      return parameter.default === undefined
        ? 'undefined'
        : this.#writer.constant(parameter.default);
    });
    for (const [index, argument] of call.arguments.entries()) {
      const parameter = definition.parameters[index];
      const guard = argument?.guard ?? (this.#trustsKinds ? null : (parameter?.kind ?? null));
      const other = parameter?.ofOtherKind;
      if (argument === null || guard === null || other === 'taken') continue;
      const kept = this.#writer.keep(texts[index] as string);
      texts[index] = kept;
      const isOfKind = this.#writer.helper('isOfKind', 'guard');
      const wrong =
        other === undefined
          ? this.#writer.helper('wrongKind', 'guard')
          : this.#writer.helper('wrongValue', 'wrong-value');
      const expected = literalText(other ?? kindText(guard));
      this.#writer.line(
        `if (!${isOfKind}(${kept}, ${guard.bits})) ${fail(`${wrong}(${kept}, ${expected})`)}`,
      );
    }
    const name = this.#writer.helper(helper, file);
    if (definition.support === 'epoch') texts.unshift('context');
    if (prepared !== null) texts.unshift(this.#writer.prepared(prepared));
    const threw = this.throws;
    this.throws = false;
    if (closure !== null) texts.push(this.#closure(closure));
    const isCaught = this.throws && this.#handler !== null;
    this.throws = threw || (this.throws && !isCaught);
    this.#calls.pop();
    while (texts.at(-1) === 'undefined') texts.pop();
    const called = `${name}(${texts.join(', ')})`;
    const text = isCaught ? this.#caught(called) : called;
    // where kinds cannot be trusted, what fails by its arguments' kinds may fail all the same
    const holds = this.#trustsKinds || typeof definition.fallible === 'boolean';
    const takesOthers = call.arguments.some(
      (argument, index) =>
        (argument?.guard ?? null) !== null && definition.parameters[index]?.ofOtherKind === 'taken',
    );
    const isSafe = !canFail && holds && definition.failsAnyway !== true && !takesOthers;
    // what does something beside its value does it where it stands, also where nobody asks for the value
    const isPure = closure === null && definition.support === 'pure';
    if (isSafe) return isPure ? text : this.#writer.keep(text);
    return this.#failing(fail, () => this.#checked(text, true));
  }

  /** A call whose closure may leave it by throwing: that is handled like what the call itself fails with. */
  #caught(call: string): string {
    const writer = this.#writer;
    const result = writer.name();
    const stop = `${writer.helper('caught', 'stop')}(thrown)`;
    const message = `(${stop}.message ?? "aborted")`;
    writer.line(`let ${result} = null;`);
    writer.line(`try { ${result} = ${call}; } catch (thrown) {`);
    writer.line(this.#handler?.(message) ?? '');
    writer.line('}');
    return result;
  }

  /** A failure on the way that failures go here, with where it happened. */
  #wrapped(prefix: string): OnFailure {
    const outer = this.#onFailure;
    return (text) =>
      outer(`new ${this.#writer.helper('Failure', 'failure')}(${prefix} + ${text}.message)`);
  }

  #closure({ variables, block }: NonNullable<Of<'call'>['closure']>): string {
    const writer = this.#writer;
    const name = writer.name('f');
    const names = variables.map((local, index) =>
      local === null ? `_${index}` : localName(local),
    );
    writer.line(`const ${name} = (${names.join(', ')}) => {`);
    const wasInClosure = this.#isInClosure;
    this.#isInClosure = true;
    const about = literalText(this.#calls.join(''));
    const outside = this.#outsideClosure;
    this.#outsideClosure = this.#calls.slice(0, -1).join('');
    const handler = this.#handler;
    this.#handler = null;
    const text = this.#failing(
      (failure) => this.#leave('error', `${about} + ${failure}.message`),
      () => this.emit(block),
    );
    this.#handler = handler;
    this.#isInClosure = wasInClosure;
    this.#outsideClosure = outside;
    writer.line(`return ${text};`);
    writer.line('};');
    return name;
  }

  #assign(place: Place, value: string): void {
    if (place.type === 'none') return;
    if (place.type === 'target') {
      this.#target.write(place.root, place.path, value);
      return;
    }
    const name = localName(place.local);
    this.#writer.declare(name, 'null');
    const steps = stepsOf(place.path);
    const text =
      steps.length === 0
        ? value
        : `${this.#writer.helper('put', 'paths')}(${name}, ${this.#writer.data(steps)}, ${value})`;
    this.#writer.line(`${name} = ${text};`);
  }

  #assignOrError({ place, errorPlace, value, otherwise }: Of<'assign-or-error'>): string {
    const writer = this.#writer;
    const result = writer.name();
    const error = writer.name();
    const failed = writer.name('failed');
    writer.line(`let ${result} = null;`);
    writer.line(`let ${error} = null;`);
    writer.line(`${failed}: {`);
    this.#handling(
      (message) => `{ ${error} = ${message}; break ${failed}; }`,
      () => {
        writer.line(`${result} = ${this.emit(value)};`);
      },
    );
    writer.line('}');
    const value_ = writer.name();
    writer.line(`const ${value_} = ${error} === null ? ${result} : ${writer.constant(otherwise)};`);
    this.#assign(place, value_);
    this.#assign(errorPlace, error);
    return `(${error} ?? ${value_})`;
  }

  #delete(deletion: Of<'delete'>): string {
    const { place, of, path, compact } = deletion;
    const writer = this.#writer;
    const compacts = compact === null ? 'false' : writer.keep(this.emit(compact));
    const before = place?.type === 'target' ? this.#target.read(place.root, path) : null;
    const inner = before ?? this.#found(of, path);
    const value = writer.keep(`${inner} ?? null`);
    this.#remove(deletion, compacts);
    return value;
  }

  #remove({ place, path }: Of<'delete'>, compacts: string): void {
    const writer = this.#writer;
    if (place?.type === 'target') {
      this.#target.remove(place.root, path, compacts);
    } else if (place?.type === 'local') {
      const name = localName(place.local);
      if (path.length === 0) {
        writer.line(`${name} = ${writer.helper('emptied', 'paths')}(${name});`);
      } else {
        const without = writer.helper('without', 'paths');
        writer.line(`${name} = ${without}(${name}, ${writer.data(stepsOf(path))}, ${compacts});`);
      }
    }
  }

  #found(of: TypedExpression | null, path: Of<'delete'>['path']): string {
    const value = of === null ? 'null' : this.emit(of);
    if (path.length === 0) return value;
    return `${this.#writer.helper('at', 'paths')}(${value}, ${this.#writer.data(stepsOf(path))})`;
  }

  #exists({ place, of, path }: Of<'exists'>): string {
    const text =
      place?.type === 'target' ? this.#target.read(place.root, path) : this.#found(of, path);
    return `(${text} !== undefined)`;
  }

  /** The statement that ends the program before its end. */
  #leave(kind: 'abort' | 'error', message: string): string {
    if (this.#handler !== null) return this.#handler(message);
    const stop = this.#writer.helper('Stop', 'stop');
    const made = `new ${stop}('${kind}', ${message})`;
    if (this.#isInClosure) this.throws = true;
    return this.#isInClosure ? `throw ${made};` : `return ${made};`;
  }

  #abort({ message }: Of<'abort'>): string {
    const none = this.#handler === null ? 'null' : '"aborted"';
    const text = message === null ? none : this.emit(message);
    this.#writer.line(this.#leave('abort', text));
    return 'null';
  }

  #return({ value }: Of<'return'>): string {
    const text = this.#writer.keep(this.emit(value));
    if (this.#handler !== null) {
      this.#writer.line(this.#handler('"return"'));
    } else if (this.#isInClosure) {
      const message = `${this.#outsideClosure}return cannot be used inside closures`;
      this.#writer.line(this.#leave('error', literalText(message)));
    } else for (const line of this.#target.finish(text)) this.#writer.line(line);
    return 'null';
  }
}

const notOr = "can't apply an OR to these types - ";

/** What a variable is called in JavaScript. */
export function localName({ name, number }: Local): string {
  return `v${number}_${name}`;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
