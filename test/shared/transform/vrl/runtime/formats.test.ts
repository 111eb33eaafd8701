import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../../../shared/transform/vrl/runtime/failure.ts';
import { parseCbor } from '../../../../../shared/transform/vrl/runtime/functions/parse-cbor.ts';
import { parseInfluxdb } from '../../../../../shared/transform/vrl/runtime/functions/parse-influxdb.ts';
import { parseJson } from '../../../../../shared/transform/vrl/runtime/functions/parse-json.ts';
import { parseRubyHash } from '../../../../../shared/transform/vrl/runtime/functions/parse-ruby-hash.ts';
import { parseXml } from '../../../../../shared/transform/vrl/runtime/functions/parse-xml.ts';
import { parseYaml } from '../../../../../shared/transform/vrl/runtime/functions/parse-yaml.ts';

const xml = (text: string): unknown =>
  parseXml(text, true, true, '@', 'text', false, true, true, true);

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  xml,
  yaml: parseYaml,
  ruby: parseRubyHash,
  influx: parseInfluxdb,
};

const pieces = [
  '<a>', '</a>', '<a b="1"/>', '&lt;', '&', '<![CDATA[', ']]>', '<!--', '-->', '<?x ?>', '"', "'", 'a', ':', ': ',
  '- ', '\n', '\n  ', '\t', '#', '&a ', '*a', '!t ', '!!int ', '|', '>', '[', ']', '{', '}', ',', '?', '? ', '%', '---',
  '...', '=>', '=', '1', '1.5', 'nil', '\\', 'i', 'm f=1', ' ', 'é', '😀', '\u0000',
] as const; // prettier-ignore

for (const [name, read] of Object.entries(readers)) {
  test(`any text is a value of ${name} or a failure`, () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 30 });
    fc.assert(
      fc.property(text, (parts) => {
        assert.notEqual(read(parts.join('')), undefined);
      }),
      { numRuns: 2000 },
    );
  });
}

test('any bytes are a value of CBOR or a failure', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.notEqual(parseCbor(bytes), undefined);
    }),
    { numRuns: 2000 },
  );
});

test('nesting without end is a failure, not a crash', () => {
  const deep = 100_000;
  for (const [read, text] of [
    [xml, '<a>'.repeat(deep)],
    [parseYaml, '['.repeat(deep)],
    [parseYaml, '- '.repeat(deep)],
    [parseYaml, '{a: '.repeat(deep)],
    [parseYaml, '? '.repeat(deep)],
    [parseRubyHash, '{a: '.repeat(deep)],
    [parseRubyHash, `{a: ${'['.repeat(deep)}`],
    [parseCbor, '\u0081'.repeat(deep)],
    [parseCbor, new Uint8Array(deep).fill(0x81)],
    [parseCbor, new Uint8Array(deep).fill(0xc0)],
  ] as const) {
    assert.ok((read as (text: string | Uint8Array) => unknown)(text) instanceof Failure);
  }
});

test('YAML reads JSON as JSON, floats and rare characters apart', () => {
  const json = fc
    .json({ maxDepth: 4 })
    // floats, of which VRL's JSON rounds some otherwise, and characters that YAML does not have
    .filter(
      (text) =>
        !/[\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF\uD800-\uDFFF]|\\u|\d{16}|\d[.eE]|-0/.test(
          text,
        ),
    );
  fc.assert(
    fc.property(json, (text) => {
      assert.deepEqual(parseYaml(text), parseJson(text, undefined, true));
    }),
    { numRuns: 500 },
  );
});
