import type { ConformanceCase } from './case.ts';
import { numbersOf } from './numbers-of.ts';
import { type Choices, programParts } from './program-parts.ts';

/** Values of every kind, and those at its edges. */
const values = [
  'null', 'true', 'false', '0', '-0', '-0.0', '1', '42', '-7', '404', '503', '9223372036854775807',
  '-9223372036854775808', '1.0', '0.1', '1e2', '1e300', '-1e-300', '2.5', '1710000000',
  '""', '" "', '"a"', '"error"', '"42"', '"-0"', '"4.50"', '"0x1F"', '"true"', '"12ms"', '"1,2,,a"',
  '"héllo wörld"', '"日本語"', '"a\\u0000b"', '"\\ud83d\\ude00"', '"\\/slash\\u00e9"', '"2024-03-09T07:05:03.123Z"',
  '"2024-03-09T07:05:03+0100"', '"GET /a?b=c HTTP/1.1"', '"level=warn msg=\\"a b\\" n=3"', '"{\\"b\\":1,\\"a\\":[1.0]}"',
  '"10.0.0.1 warn 123-45-6789"', '"http://u:p@ex.com:81/a?b=c#d"', '"aGVsbG8="', '[]', '{}', '[null]', '[[]]', '[1,"a",null,1]',
  '["b","a","b"]', '[{"n":3,"price":1.50},{"price":"2"}]', '[3,1.5,-0.0]', '{"b":1,"a":{"d":null,"c":[]}}',
  '{"é":1,"z":"","a":"x"}', '{"name":"Ann É","id":7}', '{"name":"","id":"9"}', '{"span id":"abc"}', '{"a":{"a":{"a":{"a":{"a":1}}}}}',
  '{"10":1,"9":2,"":3}', '{"Key One":{"Two":2},"b":"1"}',
] as const; // prettier-ignore

const names = [
  'message', 'host', 'level', 'status', 'code', 'duration_ms', 'user', 'tags', 'labels', 'kubernetes', 'meta',
  'request', 'amount', 'ratio', 'ts', 'items', 'nested', 'payload',
] as const; // prettier-ignore

/** An event that suits the programs. */
const usual: Readonly<Record<string, string>> = {
  message: '"{\\"b\\":1,\\"a\\":[1.0]}"',
  host: '"web-1"',
  level: '"error"',
  status: '"503"',
  code: '3',
  duration_ms: '12.5',
  user: '{"name":"Ann É","id":7}',
  tags: '["b","a"]',
  labels: '{"app":"shop","zone":"b"}',
  kubernetes: '{"pod_labels":{"b":"1","a":"2"}}',
  meta: '{"trace":{"span id":"abc"}}',
  request: '{"headers":{"X-B":"1","accept":"*"},"url":"https://ex.com/p?b=1&b=2"}',
  amount: '1.0',
  ratio: '0.25',
  ts: '"2024-03-09T07:05:03.123Z"',
  items: '[{"n":3,"price":1.50},{"price":"2"}]',
  nested: '{"a":{"b":{"c":[1,{"d":null}]}}}',
  payload: '"level=warn msg=\\"a b\\" n=3"',
};

/** Whole programs of several paragraphs, as teams write them, each with an event that suits it more or less. */
export function teamCase(seed: number): ConformanceCase {
  const next = numbersOf(seed);
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  let named = 0;
  const name = (stem: string): string => `${stem}${(named += 1)}`;
  const choices: Choices = { pick, below, name };
  const parts = Array.from({ length: 2 + below(7) }, () => pick(programParts)(choices));
  const end = pick(['', '', '\n.', '\nencode_json(.)', '\n[.out, err]'.replace(', err', '')]);
  const fields = names.flatMap((field) => {
    const chance = next();
    if (chance < 0.15) return [];
    const value = chance < 0.5 ? pick(values) : (usual[field] ?? 'null');
    return [`"${field}":${value}`];
  });
  return { program: `${parts.join('\n')}${end}`, input: `{${fields.join(',')}}` };
}
