import { Regex } from '../../runtime/regex.ts';
import { RegexSyntaxError } from '../../runtime/regex/syntax.ts';
import { offsetOf } from '../../runtime/grok/offset.ts';
import type { VrlObject } from '../../runtime/value.ts';
import { dateFormat } from './date-format.ts';
import { invalidArguments, ruleFilter, valueAt } from './rule-filters.ts';
import { type RuleFunction, type RulePattern, readRulePattern } from './rule-pattern.ts';
import { RuleFault } from './rule-tokens.ts';

/** Where what a group matched goes. */
export interface RuleField {
  readonly path: readonly string[];
  /** In the order in which they are applied. */
  readonly filters: VrlObject[];
}

/** A rule with its references to aliases and matchers made a pattern of plain names, and its fields by these names. */
export class GrokRule {
  pattern = '';
  readonly fields: Map<string, RuleField> = new Map();
  private readonly aliases: ReadonlyMap<string, string>;
  /** Those that are being read. */
  private readonly open: string[] = [];

  /** @throws {RuleFault} */
  constructor(rule: string, aliases: ReadonlyMap<string, string>) {
    this.aliases = aliases;
    this.read(rule);
  }

  private read(rule: string): void {
    const references = /%\{(?:[^"}]|(?<!\\)"(?:\\"|[^"])*(?<!\\)")+\}/g;
    let end = 0;
    for (const match of rule.matchAll(references)) {
      this.pattern += rule.slice(end, match.index);
      end = match.index + match[0].length;
      let reference: RulePattern;
      try {
        reference = readRulePattern(match[0]);
      } catch (error) {
        if (!(error instanceof RuleFault)) throw error;
        throw new RuleFault(`failed to parse grok expression '${match[0]}': ${error.message}`);
      }
      this.resolve(reference);
    }
    this.pattern += rule.slice(end);
  }

  private resolve({ matcher, path, filter }: RulePattern): void {
    const group = path === null ? null : `grok${this.fields.size}`;
    const field: RuleField | null = path === null ? null : { path, filters: [] };
    if (field !== null && filter !== null) field.filters.push(ruleFilter(filter));
    if (group !== null && field !== null) this.fields.set(group, field);
    const alias = this.aliases.get(matcher.name);
    if (alias !== undefined) {
      if (group !== null) this.pattern += `(?<${group}>`;
      this.readAlias(matcher.name, alias);
      if (group !== null) this.pattern += ')';
    } else if (['regex', 'date', 'boolean'].includes(matcher.name)) {
      this.pattern += group === null ? '(?:' : `(?<${group}>`;
      this.match(matcher, field);
      this.pattern += ')';
    } else {
      this.pattern += '%{';
      this.match(matcher, field);
      this.pattern += group === null ? '}' : `:${group}}`;
    }
  }

  private readAlias(name: string, definition: string): void {
    if (this.open.includes(name)) {
      throw new RuleFault(`Circular dependency found in the alias '${this.open[0] ?? name}'`);
    }
    this.open.push(name);
    this.read(definition);
    this.open.pop();
  }

  /** Writes what a matcher stands for; some of them apply a filter, too, before that of the rule. */
  private match(matcher: RuleFunction, field: RuleField | null): void {
    const { name } = matcher;
    if (name === 'regex') {
      const text = valueAt(matcher, 0);
      if (typeof text !== 'string') throw invalidArguments(name);
      this.pattern += text;
    } else if (['integer', 'integerExt', 'number', 'numberExt'].includes(name)) {
      field?.filters.unshift({ name });
      this.pattern += `${name}Str`;
    } else if (name === 'date') {
      const date = dateOf(matcher);
      field?.filters.unshift(date.filter);
      this.pattern += date.matcher;
    } else this.pattern += name;
  }
}

function dateOf(call: RuleFunction): { readonly filter: VrlObject; readonly matcher: string } {
  const format = valueAt(call, 0);
  const zone = valueAt(call, 1);
  const read = typeof format === 'string' ? dateFormat(format) : null;
  const isZone = typeof zone !== 'string' || offsetOf(zone, 0) !== null;
  if (read === null || (call.args?.length ?? 0) > 2 || !isZone || !isRegex(read.captures)) {
    throw invalidArguments(call.name);
  }
  const { strftime, matcher, captures, hasZone, hasZoneName, hasFraction } = read;
  const filter: VrlObject = {
    name: 'date',
    strftime,
    captures,
    hasZone,
    hasZoneName,
    hasFraction,
    endsInZulu: typeof format === 'string' && format.endsWith('Z'),
    zone: typeof zone === 'string' ? zone : null,
  };
  return { filter, matcher };
}

function isRegex(source: string): boolean {
  try {
    return new Regex(source) instanceof Regex;
  } catch (error) {
    if (error instanceof RegexSyntaxError) return false;
    throw error;
  }
}
