import type { Value } from '../../runtime/value.ts';
import { RuleFault, type RuleToken, RuleTokens } from './rule-tokens.ts';

export interface RuleFunction {
  readonly name: string;
  /** Null: without parentheses. */
  readonly args: readonly (RuleFunction | { readonly value: Value })[] | null;
}

/** `%{matcher:path:filter}`. */
export interface RulePattern {
  readonly matcher: RuleFunction;
  /** Null: what it matches goes nowhere; no steps: its fields go into the result itself. */
  readonly path: readonly string[] | null;
  readonly filter: RuleFunction | null;
}

/** Functions inside each other’s arguments. */
const maxDepth = 100;

/** Reads one reference of Datadog’s rules. @throws {RuleFault} */
export function readRulePattern(text: string): RulePattern {
  return new PatternParser(text).pattern();
}

class PatternParser {
  private token: RuleToken;
  private readonly tokens: RuleTokens;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
    this.tokens = new RuleTokens(text);
    this.token = this.tokens.next();
  }

  pattern(): RulePattern {
    this.expect('%{');
    const matcher = this.function(0);
    let path: string[] | null = null;
    let filter: RuleFunction | null = null;
    if (this.take(':') && !this.isSign('}')) {
      path = [];
      while (!this.isSign(':') && !this.isSign('}')) path.push(this.segment());
      if (this.take(':')) filter = this.function(0);
    }
    this.expect('}');
    if (this.token.type !== 'end') throw this.invalid();
    return { matcher, path, filter };
  }

  private invalid(): RuleFault {
    return new RuleFault(`invalid grok pattern: ${this.text}`);
  }

  private isSign(text: string): boolean {
    return this.token.type === 'sign' && this.token.text === text;
  }

  private take(sign: string): boolean {
    if (!this.isSign(sign)) return false;
    this.token = this.tokens.next();
    return true;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw this.invalid();
  }

  private segment(): string {
    if (this.take('[')) {
      const { token } = this;
      if (token.type !== 'value' || typeof token.value !== 'string') throw this.invalid();
      this.token = this.tokens.next();
      this.expect(']');
      return token.value;
    }
    this.take('.');
    return this.name(true);
  }

  private name(mayBeExtended: boolean): string {
    const { token } = this;
    if (token.type !== 'name' || (token.isExtended && !mayBeExtended)) throw this.invalid();
    this.token = this.tokens.next();
    return token.text;
  }

  private function(depth: number): RuleFunction {
    if (depth > maxDepth) throw this.invalid();
    let name = this.name(false);
    while (this.take('.')) name += `.${this.name(false)}`;
    if (!this.take('(')) return { name, args: null };
    const args: (RuleFunction | { value: Value })[] = [];
    while (!this.isSign(')')) {
      if (this.token.type === 'value') {
        args.push({ value: this.token.value });
        this.token = this.tokens.next();
      } else args.push(this.function(depth + 1));
      if (!this.take(',') && !this.isSign(')')) throw this.invalid();
    }
    this.expect(')');
    return { name, args };
  }
}
