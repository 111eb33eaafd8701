import { compareText } from '../../runtime/order.ts';
import { Failure } from '../../runtime/failure.ts';
import { readJson } from '../../runtime/json/read.ts';
import { isObject, type Value } from '../../runtime/value.ts';
import type { ArgumentFault, Call, CallFault } from '../definition.ts';
import { type ReadFile, textOfFile } from '../read-file.ts';
import { datadogPatterns } from './datadog-patterns.ts';
import { grokFault, groupsOf } from './expand.ts';
import { RuleFault } from './rule-tokens.ts';
import { GrokRule } from './rules.ts';

const maxRounds = 1024;

/** The rules of a call of `parse_groks` as plain data: each a regular expression, and where its groups go. */
export function preparedGroks(
  call: Call,
  readFile: ReadFile,
): ReadonlyMap<string, Value> | ArgumentFault | CallFault {
  const patterns = textsOf(call, 'patterns', 'grok pattern should be a string');
  const sources = textsOf(call, 'alias_sources', 'alias source should be a string');
  const aliases = aliasesOf(call);
  if ('keyword' in patterns) return patterns;
  if (!(aliases instanceof Map)) return aliases;
  if ('keyword' in sources) return sources;
  for (const path of sources) {
    const fault = addAliases(aliases, path, readFile);
    if (fault !== null) return fault;
  }
  const definitions = new Map(Object.entries(datadogPatterns));
  try {
    const rules = patterns
      .filter((pattern) => pattern !== '')
      .map((pattern) => compiledRule(new GrokRule(pattern, aliases), definitions));
    return new Map<string, Value>([
      ['patterns', rules],
      ['aliases', null],
      ['alias_sources', null],
    ]);
  } catch (error) {
    if (error instanceof RuleFault) return grokFault(error.message);
    throw error;
  }
}

function textsOf(
  { constants }: Call,
  keyword: string,
  message: string,
): readonly string[] | ArgumentFault {
  const given = constants.get(keyword);
  const texts = Array.isArray(given) ? given : [];
  const wrong = texts.find((one) => typeof one !== 'string');
  if (wrong !== undefined) return { keyword, message, received: debugValue(wrong) };
  return texts.filter((one) => typeof one === 'string');
}

function aliasesOf({ constants }: Call): Map<string, string> | ArgumentFault {
  const given = constants.get('aliases') ?? null;
  const aliases = new Map<string, string>();
  for (const [name, text] of Object.entries(isObject(given) ? given : {})) {
    if (typeof text !== 'string') {
      const message = 'alias pattern should be a string';
      return { keyword: 'aliases', message, received: debugValue(text) };
    }
    aliases.set(name, text);
  }
  return aliases;
}

/** As VRL prints an expression that it did not expect. */
function debugValue(value: Value): string {
  const name = Number.isInteger(value) ? 'Integer' : 'Value';
  return `"Literal(${name}(${typeof value === 'number' ? value : '…'}))"`;
}

function addAliases(
  aliases: Map<string, string>,
  path: string,
  readFile: ReadFile,
): ArgumentFault | null {
  const fault = (message: string): ArgumentFault => ({
    keyword: 'alias_sources',
    message,
    received: `"${path}"`,
  });
  const text = textOfFile(path, readFile);
  if (text === null) return fault('Unable to open alias source file');
  const read = readJson(text);
  if (read instanceof Failure || !isObject(read)) return fault('Unable to read alias source');
  for (const [name, alias] of Object.entries(read)) {
    if (typeof alias !== 'string') return fault('Unable to read alias source');
    aliases.set(name, alias);
  }
  return null;
}

/** [regular expression, group's number, its name or else its path, its filters, …], groups in the order of their names. */
function compiledRule({ pattern, fields }: GrokRule, definitions: Map<string, string>): Value {
  const whole = `(?m)\\A${pattern.replaceAll('(?s)', '(?m)').replaceAll('(?-s)', '(?-m)')}\\z`;
  const failed = (message: string): RuleFault =>
    new RuleFault(`failed to parse grok expression '${whole}': ${message}`);
  const { source, aliases } = expanded(whole, definitions, failed);
  const groups = groupsOf(source);
  if (typeof groups === 'string') {
    throw failed(`The given regex "${source}" failed compilation in the underlying engine`);
  }
  const numbers = new Map<string, number>();
  for (const { name, index } of groups) numbers.set(aliases.get(name) ?? name, index);
  const rule: Value[] = [source];
  for (const name of [...numbers.keys()].toSorted(compareText)) {
    const field = fields.get(name);
    rule.push(numbers.get(name) ?? 0);
    if (field === undefined) rule.push(name, null);
    else rule.push([...field.path], field.filters);
  }
  return rule;
}

/** Puts the definitions of names in their place until none is left. */
function expanded(
  pattern: string,
  definitions: Map<string, string>,
  failed: (message: string) => RuleFault,
): { readonly source: string; readonly aliases: ReadonlyMap<string, string> } {
  const reference = /%\{(([A-z0-9]+)(?::([A-z0-9_:;/\s.]+))?)(?:=([^{}]+))?\}/u;
  let source = pattern;
  let index = 0;
  // the last group of an alias counts
  const groups = new Map<string, string>();
  for (let round = 0; ; round++) {
    if (round === maxRounds) {
      throw failed(`Recursion while compiling reached the limit of ${maxRounds}`);
    }
    const match = reference.exec(source);
    if (match === null) break;
    const [whole, , name = '', alias, definition] = match;
    if (definition !== undefined) definitions.set(name, definition);
    const text = definitions.get(name);
    if (text === undefined) {
      throw failed(
        `The given pattern definition name "${name}" could not be found in the definition map`,
      );
    }
    source = source.replaceAll(whole, () => {
      const number = index++;
      if (alias === undefined) return `(?:${text})`;
      groups.set(alias, `name${number}`);
      return `(?<name${number}>${text})`;
    });
  }
  return { source, aliases: new Map([...groups].map(([alias, group]) => [group, alias])) };
}
