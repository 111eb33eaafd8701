import { floatOf, integerOf, type Value } from '../../runtime/value.ts';

/** A token of what stands in `%{…}` of Datadog’s rules. */
export type RuleToken =
  | { readonly type: 'sign'; readonly text: string }
  | { readonly type: 'name'; readonly text: string; readonly isExtended: boolean }
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'end' };

/** What is wrong with a rule, in words. */
export class RuleFault extends Error {}

/** Reads tokens one by one. @throws {RuleFault} */
export class RuleTokens {
  private position = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  next(): RuleToken {
    this.match(/\p{White_Space}+/uy);
    const rest = this.text[this.position];
    if (rest === undefined) return { type: 'end' };
    const sign = this.match(/%\{|[}[\](),:]|\.(?!\d)/y);
    if (sign !== null) return { type: 'sign', text: sign };
    if (rest === '"') return { type: 'value', value: this.string() };
    const name = this.match(/[$@_a-zA-Z][$@_a-zA-Z0-9-]*/y);
    if (name !== null) return wordToken(name);
    const number = this.match(/[\d.][\d.eE+-]*/y);
    if (number !== null) return { type: 'value', value: numberOf(number) };
    const code = this.text.codePointAt(this.position) ?? 0;
    this.position += code > 0xffff ? 2 : 1;
    return { type: 'sign', text: String.fromCodePoint(code) };
  }

  private match(expression: RegExp): string | null {
    expression.lastIndex = this.position;
    const text = expression.exec(this.text)?.[0] ?? null;
    this.position += text?.length ?? 0;
    return text;
  }

  private string(): string {
    const text = this.match(/"(?:[^"\\]|\\.)*"/sy);
    if (text === null) throw new RuleFault('invalid literal');
    return unescaped(text.slice(1, -1));
  }
}

function wordToken(text: string): RuleToken {
  if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true' };
  if (text === 'null') return { type: 'value', value: null };
  return { type: 'name', text, isExtended: /[@-]/.test(text) };
}

function numberOf(text: string): Value {
  const isFloat = /[.eE+-]/.test(text);
  const isNumber = isFloat
    ? /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
    : BigInt(text) < 2n ** 63n;
  if (!isNumber) throw new RuleFault(`invalid numeric literal '${text}'`);
  return isFloat ? floatOf(Number(text)) : integerOf(BigInt(text));
}

/** Line breaks and tabs take two backslashes; one stands before quotes and itself. */
function unescaped(text: string): string {
  let result = '';
  let rest = text;
  for (let at = rest.indexOf('\\'); at >= 0; at = rest.indexOf('\\')) {
    result += rest.slice(0, at);
    const control = ({ n: '\n', r: '\r', t: '\t' } as const)[
      /^\\\\([nrt])/.exec(rest.slice(at, at + 3))?.[1] ?? ''
    ];
    if (control !== undefined) {
      result += control;
      rest = rest.slice(at + 3);
      continue;
    }
    const next = rest[at + 1] ?? '';
    if (!`'"\\`.includes(next)) throw new RuleFault(`invalid escape literal '${rest}'`);
    result += next;
    rest = rest.slice(at + 2);
  }
  return result + rest;
}
