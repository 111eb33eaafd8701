/**
 * The arithmetic that the report shows is the arithmetic that is done: a figure is its formula's text, evaluated. So
 * nothing can be shown that was not computed, and a reader can do it again by hand.
 *
 *     sum     = product { ('+' | '-') product }      product = factor { ('*' | '/') factor }
 *     factor  = number | name | name '(' sum { ',' sum } ')' | '(' sum ')'
 */
export type Formula = (values: Readonly<Record<string, number>>) => number;

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  ceil: ceilSafely,
  floor: floorSafely,
};

const compiled = new Map<string, Formula>();

/** @throws {Error} what is no formula: a defect of the model, never of the user's numbers */
export function compileFormula(text: string): Formula {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const tokens = text.match(/[A-Za-z]\w*|\d+(?:\.\d+)?(?:e-?\d+)?|[-+*/(),]|\S/g) ?? [];
  const parser = new Parser(tokens, text);
  const formula = parser.sum();
  parser.end();
  compiled.set(text, formula);
  return formula;
}

/** What is a whole number but for the last bits of a float is not one more. */
function ceilSafely(value: number): number {
  return Math.ceil(value - 1e-9);
}

function floorSafely(value: number): number {
  return Math.floor(value + 1e-9);
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly string[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  sum(): Formula {
    let left = this.#product();
    for (;;) {
      const [a, sign] = [left, this.#take('+') ? 1 : this.#take('-') ? -1 : 0];
      if (sign === 0) return left;
      const b = this.#product();
      left = (values) => a(values) + sign * b(values);
    }
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#fault();
  }

  #product(): Formula {
    let left = this.#factor();
    for (;;) {
      const a = left;
      if (this.#take('*')) {
        const b = this.#factor();
        left = (values) => a(values) * b(values);
      } else if (this.#take('/')) {
        const b = this.#factor();
        left = (values) => a(values) / b(values);
      } else return left;
    }
  }

  #factor(): Formula {
    if (this.#take('(')) {
      const inner = this.sum();
      this.#expect(')');
      return inner;
    }
    const token = this.#tokens[this.#at++] ?? '';
    if (/^\d/.test(token)) return () => Number(token);
    if (!/^[A-Za-z]/.test(token)) throw this.#fault();
    if (!this.#take('(')) return (values) => valueOf(values, token, this.#text);
    const call = functions[token];
    if (call === undefined) throw this.#fault();
    const given = [this.sum()];
    while (this.#take(',')) given.push(this.sum());
    this.#expect(')');
    return (values) => call(...given.map((each) => each(values)));
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw this.#fault();
  }

  #fault(): Error {
    return new Error(`no formula: ${this.#text}, at part ${this.#at}`);
  }
}

function valueOf(values: Readonly<Record<string, number>>, name: string, text: string): number {
  const value = values[name];
  if (value === undefined) throw new Error(`'${name}' is not given in: ${text}`);
  return value;
}
