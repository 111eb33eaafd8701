import { compileProgram } from '../../../../../shared/transform/vrl/compile/compile-program.ts';
import { library } from '../../../../../shared/transform/vrl/functions/library.ts';
import type { ConformanceCase } from './case.ts';
import { numbersOf } from './numbers-of.ts';

const inputs = [
  '{"a":1,"b":{"c":"x","d":[1,2.5,null]},"s":"text","f":1.5,"t":true,"n":null}',
  '{"a":-9007199254740993,"b":{"c":2,"d":["q",{"e":1.0}]},"s":"","f":0.1,"t":false}',
  '{"a":"not a number","b":[1,{"c":true}],"s":7,"f":9223372036854775807,"t":"yes","n":{"c":1}}',
  '{}',
] as const;

const literals = [
  '0', '1', '-3', '9223372036854775807', '2.5', '3.0', '0.1', '"a"', '"text"', '""', 'true',
  'false', 'null', '[1, "x"]', '{ "c": 1 }', "t'2024-01-02T03:04:05Z'", '[]', '{}',
] as const; // prettier-ignore

const paths = [
  '.a', '.b', '.b.c', '.b.d', '.b.d[0]', '.b.d[-1]', '.s', '.f', '.t', '.n', '.n.c', '.z',
  '.b.d[1].e', '.b[1].c', '%m', '%m.k',
] as const; // prettier-ignore

const variables = ['x', 'y'] as const;
const operators = ['+', '-', '*', '/', '==', '!=', '<', '>=', '&&', '||', '|', '??'] as const;

/** Makes a program of a few statements that use each other's results, most of which compile. */
class Generator {
  readonly #next: () => number;
  #known: string[] = [];

  constructor(seed: number) {
    this.#next = numbersOf(seed);
  }

  program(): ConformanceCase {
    this.#known = [];
    const statements = Array.from({ length: 1 + this.#below(4) }, () => this.#statement(2));
    const last = this.#pick(['.', '[., %]', this.#expression(2), `[${this.#expression(1)}]`]);
    return { program: [...statements, last].join('\n'), input: this.#pick(inputs) };
  }

  #below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#below(all.length)] as T;
  }

  #target(): string {
    if (this.#next() < 0.4) {
      const name = this.#pick(variables);
      return this.#known.includes(name) && this.#next() < 0.3 ? `${name}.k` : name;
    }
    return this.#pick([...paths, '.new', '.new.deep', '.b.d[4]', '.b."q r"', '.arr[-2]']);
  }

  #know(target: string): void {
    if (/^[xy]$/.test(target)) this.#known.push(target);
  }

  #statement(depth: number): string {
    const kind = this.#next();
    if (kind < 0.3) {
      const target = this.#target();
      const text = `${target} = ${this.#handled(depth)}`;
      this.#know(target);
      return text;
    }
    if (kind < 0.5) {
      const target = this.#target();
      const error = this.#pick(['.err', 'err', '_']);
      const text = `${target}, ${error} = ${this.#expression(depth)}`;
      this.#know(target);
      return text;
    }
    if (kind < 0.6) return `del(${this.#pick(paths)})`;
    if (kind < 0.65) return `${this.#pick(['.b', '.n', '.'])} |= { "m": ${this.#handled(1)} }`;
    if (kind < 0.85 && depth > 0) {
      const before = [...this.#known];
      const then = this.#statement(depth - 1);
      this.#known = [...before];
      const other = this.#statement(depth - 1);
      this.#known = before;
      return `if ${this.#condition(depth)} {\n${then}\n} else {\n${other}\n}`;
    }
    return this.#handled(depth);
  }

  #condition(depth: number): string {
    const choice = this.#below(4);
    if (choice === 0) return `exists(${this.#pick(paths)})`;
    if (choice === 1) return `(${this.#expression(1)} > ${this.#expression(0)}) ?? false`;
    if (choice === 2 && depth > 0) return `!(${this.#condition(depth - 1)})`;
    return `${this.#atom()} == ${this.#atom()}`;
  }

  /** With what follows where it fails, most of the time. */
  #handled(depth: number): string {
    const text = this.#expression(depth);
    return this.#next() < 0.6 ? `(${text}) ?? ${this.#atom()}` : text;
  }

  #expression(depth: number): string {
    if (depth === 0 || this.#next() < 0.25) return this.#atom();
    const kind = this.#next();
    if (kind < 0.6) {
      const left = this.#expression(depth - 1);
      const right = this.#expression(depth - 1);
      const text = `${left} ${this.#pick(operators)} ${right}`;
      return this.#next() < 0.5 ? `(${text})` : text;
    }
    if (kind < 0.7) return `[${this.#expression(depth - 1)}, ${this.#atom()}]`;
    if (kind < 0.8) return `{ "k": ${this.#expression(depth - 1)}, "c": ${this.#atom()} }`;
    if (kind < 0.9) return `{ ${this.#atom()}; ${this.#expression(depth - 1)} }`;
    return `!${this.#pick(['true', '.t', '(.a == 1)', 'exists(.s)'])}`;
  }

  #atom(): string {
    const kind = this.#next();
    if (kind < 0.4) return this.#pick(literals);
    if (kind < 0.55 && this.#known.length > 0) return this.#pick(this.#known);
    return this.#pick(paths);
  }
}

function compiles(program: string): boolean {
  return compileProgram(program, library, 'values').ok;
}

/** Programs that nobody thought of: the same ones each time. */
export function generatedCases(count: number): readonly ConformanceCase[] {
  const seen = new Set<string>();
  const cases: ConformanceCase[] = [];
  for (let seed = 1; cases.length < count; seed += 1) {
    const made = new Generator(seed).program();
    // most programs that chance makes do not compile: a few of them are enough
    if (seen.has(made.program) || (seed % 4 !== 0 && !compiles(made.program))) continue;
    seen.add(made.program);
    cases.push(made);
  }
  return cases;
}
