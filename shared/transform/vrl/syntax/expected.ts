// What VRL's own parser says that it expected, by where it stood. The lists are part of its messages.

const literals =
  '"identifier", "string literal", "raw string literal", "integer literal", "float literal", "regex literal", "timestamp literal", "function call", "path literal"';
const constants = '"null", "true", "false"';
const openings = '"!", "[", "{", "("';
const operators = '"+", "*", "-", "/", "<", "<=", ">", ">=", "==", "!=", "|", "&&", "||", "??"';

const statement = `${literals}, "if", ${constants}, "abort", "return", "\\n", "_", ${openings}`;

/** Places where something has to begin, or to go on. */
type Place =
  | 'statement'
  | 'statementOrEnd'
  | 'returned'
  | 'grouped'
  | 'operand'
  | 'rightOperand'
  | 'item'
  | 'argument'
  | 'key'
  | 'target'
  | 'pathField'
  | 'rootField'
  | 'assigning'
  | 'assigningOrBoth'
  | 'block'
  | 'elseBranch'
  | 'closureVariable'
  | 'afterClosureVariable'
  | 'afterStatement'
  | 'afterValue'
  | 'afterCall'
  | 'afterTarget'
  | 'afterGrouped';

/** What could stand at a place. */
export const expected: Readonly<Record<Place, string>> = {
  statement,
  statementOrEnd: `${statement}, "}"`,
  returned: `${literals}, "if", ${constants}, "abort", "return", "_", ${openings}`,
  grouped: `${literals}, ${constants}, "_", ${openings}`,
  operand: `${literals}, ${constants}, ${openings}`,
  rightOperand: `${literals}, ${constants}, "\\n", ${openings}`,
  item: `${literals}, ${constants}, "\\n", ${openings}, "]"`,
  argument: `${literals.replace('"path', '"reserved identifier", "path')}, "if", "else", ${constants}, "abort", "return", "\\n", ${openings}, ")"`,
  key: '"string literal", "\\n", "}"',
  target: '"identifier", "path literal", "_"',
  pathField: '"identifier", "path field", "string literal", "abort", "return"',
  rootField: '"identifier", "path field", "string literal", RQuery, "abort", "return", ".", "["',
  assigning: '"=", "|="',
  assigningOrBoth: '"=", "|=", ","',
  block: '"\\n", "{"',
  elseBranch: '"if", "\\n", "{"',
  closureVariable: '"identifier", "|", "_", "|"',
  afterClosureVariable: '"\\n", "|", ",", "|"',
  afterStatement: '";", "\\n"',
  afterValue: `";", "\\n", "|", ${operators}`,
  afterCall: `";", "\\n", "|", "->", ${operators}`,
  afterTarget: `";", "\\n", "|", "=", "|=", ",", ${operators}`,
  afterGrouped: `"|", ${operators}, ")"`,
};

/** What could stand behind an item of what ends in `close`. */
export function afterListed(close: string): string {
  return `"\\n", "|", ",", ${operators}, "${close}"`;
}
