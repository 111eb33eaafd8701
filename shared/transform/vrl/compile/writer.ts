import { isFloat } from '../runtime/numbers.ts';
import { Regex } from '../runtime/regex.ts';
import { Timestamp } from '../runtime/timestamp.ts';
import type { Preparation } from '../functions/definition.ts';
import { Float, isObject, type Value } from '../runtime/value.ts';

/** What generated code calls, and the module beside `runtime/` that exports it. */
export interface Helper {
  readonly name: string;
  readonly module: string;
}

/** Collects the lines of a generated function, what it needs from outside, and constants made once. */
export class CodeWriter {
  readonly lines: string[] = [];
  readonly #helpers = new Map<string, string>();
  readonly #constants = new Map<string, string>();
  readonly #declared = new Set<string>();
  readonly #given = new Set<string>();
  #temporaries = 0;

  get helpers(): readonly Helper[] {
    return [...this.#helpers].map(([name, module]) => ({ name, module }));
  }

  /** Lines that make the constants, in front of the function. */
  get constants(): readonly string[] {
    return [...this.#constants].map(([text, name]) => `const ${name} = ${text};`);
  }

  /** Variables of the whole function. */
  get declared(): readonly string[] {
    return [...this.#declared];
  }

  line(text: string): void {
    this.lines.push(text);
  }

  /** A variable of that name is there before the first line. */
  given(name: string): void {
    this.#given.add(name);
  }

  declare(name: string, initial = ''): void {
    if (this.#given.has(name)) return;
    const text = initial === '' ? name : `${name} = ${initial}`;
    this.#declared.add(text);
  }

  name(prefix = 't'): string {
    this.#temporaries += 1;
    return `${prefix}${this.#temporaries}`;
  }

  /** The value of an expression under a name, so that nothing behind it changes it. */
  keep(text: string): string {
    if (/^(?:t\d+|c\d+|null|true|false|-?\d+(?:\.\d+)?|"[^"\\]*")$/.test(text)) return text;
    const name = this.name();
    this.line(`const ${name} = ${text};`);
    return name;
  }

  /** The name of a function of the runtime. */
  helper(name: string, module: string): string {
    this.#helpers.set(name, module);
    return name;
  }

  /** A value that is the same each time, as code. */
  constant(value: Value): string {
    const text = this.#literal(value);
    if (typeof value !== 'object' || value === null) return text;
    const known = this.#constants.get(text);
    if (known !== undefined) return known;
    const name = `c${this.#constants.size + 1}`;
    this.#constants.set(text, name);
    return name;
  }

  /** What a function of the runtime makes of plain data, once. */
  prepared({ name, module, data }: Preparation): string {
    // as a text, since a literal takes a field called `__proto__` for something else
    const text = data === undefined ? '' : `JSON.parse(${literalText(JSON.stringify(data))})`;
    return this.#once(`${this.helper(name, module)}(${text})`);
  }

  /** A path or another list of plain data, made once. */
  data(value: unknown): string {
    return this.#once(literalText(value));
  }

  #once(text: string): string {
    const known = this.#constants.get(text);
    if (known !== undefined) return known;
    const name = `c${this.#constants.size + 1}`;
    this.#constants.set(text, name);
    return name;
  }

  #literal(value: Value): string {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return literalText(value);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return value === null ? 'null' : this.#objectLiteral(value);
  }

  #objectLiteral(value: Exclude<Value, string | boolean | bigint | number | null>): string {
    if (Array.isArray(value)) return `[${value.map((one) => this.#literal(one)).join(', ')}]`;
    if (value instanceof Float || isFloat(value)) {
      const { value: number } = value as Float;
      return `new ${this.helper('Float', 'value')}(${Object.is(number, -0) ? '-0' : String(number)})`;
    }
    if (value instanceof Timestamp) {
      return `new ${this.helper('Timestamp', 'timestamp')}(${value.epochMs}, ${value.nanos})`;
    }
    if (value instanceof Regex) {
      return `new ${this.helper('Regex', 'regex')}(${literalText(value.source)})`;
    }
    if (!isObject(value)) return `Uint8Array.of(${[...value].join(', ')})`;
    const fields = Object.entries(value).map(
      ([name, one]) => `[${literalText(name)}]: ${this.#literal(one)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
}

/** JSON is JavaScript. */
export function literalText(value: unknown): string {
  return JSON.stringify(value);
}
