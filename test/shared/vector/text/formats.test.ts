import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify as tomlOf } from 'smol-toml';
import { stringify as yamlOf } from 'yaml';
import { readConfigText } from '../../../../shared/vector/text/read-file.ts';
import { placeText, plainOf } from '../../../../shared/vector/text/tree.ts';
import { vectorModel } from '../../../support/vector.ts';

const words = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const texts = fc.oneof(
  words,
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[$\uE000-\uF8FF]/g, '')),
  fc.constantFrom('${A:-b: c}', 'x$$y', 'two\nlines\n', '# no comment', "it's", '"quoted"'),
);

const configs = fc
  .record({
    source: fc.record({
      commit_interval_ms: fc.integer({ min: 100, max: 60_000 }),
      group_id: words,
      topics: fc.uniqueArray(words, { minLength: 1, maxLength: 3 }),
      key_field: words,
    }),
    sink: fc.record({
      batch: fc.record({ max_bytes: fc.integer({ min: 1024, max: 1e9 }) }),
      compression: fc.constantFrom('none', 'gzip', '${C:-zstd}'),
      force_path_style: fc.boolean(),
      tags: fc.dictionary(words, words, { maxKeys: 3, noNullPrototype: true }),
    }),
  })
  .map(({ source, sink }) => ({
    sources: { kafka: { type: 'kafka', bootstrap_servers: 'b:9092', ...source } },
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'us-east-1',
        encoding: { codec: 'json' },
        ...sink,
      },
    },
  }));

test('a configuration as YAML, TOML and JSON is the same pipeline', () => {
  fc.assert(
    fc.property(configs, (config) => {
      const [yaml, toml, json] = [
        vectorModel(yamlOf(config), {}, 'p.yaml'),
        vectorModel(tomlOf(config), {}, 'p.toml'),
        vectorModel(JSON.stringify(config, null, '\t'), {}, 'p.json'),
      ];
      assert.deepEqual(toml, yaml);
      assert.deepEqual(json, yaml);
    }),
    { numRuns: 50 },
  );
});

test('any tree comes out as it was written', () => {
  const trees = fc.dictionary(
    words,
    fc.oneof(
      texts,
      fc.boolean(),
      fc.integer(),
      fc.array(texts),
      fc.dictionary(words, texts, { noNullPrototype: true }),
    ),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(trees, (tree) => {
      for (const [text, file] of [
        [yamlOf(tree), 'p.yaml'],
        [tomlOf(tree), 'p.toml'],
        [JSON.stringify(tree), 'p.json'],
      ] as const) {
        const { trees: read, faults } = readConfigText(text, file);
        assert.deepEqual([read.map(plainOf), faults], [[tree], []]);
      }
    }),
  );
});

for (const [file, text] of [
  ['p.yaml', 'a:\n  b: 1\n c: 2\n'],
  ['p.yaml', 'a: 1\nb: 2\na: 3\n'],
  ['p.toml', 'a = 1\n\nb = = 2\n'],
  ['p.json', '{\n "a": 1,\n}'],
] as const) {
  test(`${file} with ${JSON.stringify(text)} is refused at its third line`, () => {
    const { trees, faults } = readConfigText(text, file);
    assert.deepEqual(trees, []);
    assert.match(placeText(faults[0]?.place ?? assert.fail()), new RegExp(`^${file}:3:`));
  });
}

test('TOML and JSON take a variable where a number stands', () => {
  assert.deepEqual(
    [readConfigText('port = ${PORT}\n', 'p.toml'), readConfigText('{"port": ${PORT:-1}}', 'p.json')]
      .flatMap(({ trees }) => trees)
      .map(plainOf),
    [{ port: '${PORT}' }, { port: '${PORT:-1}' }],
  );
});

test('names of a TOML file have their places', () => {
  const text = `data_dir = "/d"

[sinks.s3]
bucket = '''
a = 1
'''
batch.max_bytes = 1

[[tests]]
name = "one"
[[tests.inputs]]
value = "x"
[[tests]]
name = "two"
`;
  const places: Record<string, string> = {};
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { place, value: inner } = value as { place: { line: number }; value: unknown };
    places[path] = String(place.line);
    if (inner instanceof Map)
      for (const [name, one] of inner) visit(one, `${path}/${String(name)}`);
    if (Array.isArray(inner)) inner.forEach((one, index) => visit(one, `${path}/${index}`));
  };
  visit(readConfigText(text, 'p.toml').trees[0], '');
  assert.deepEqual(
    [
      '/data_dir',
      '/sinks/s3/bucket',
      '/sinks/s3/batch/max_bytes',
      '/tests/0/inputs/0/value',
      '/tests/1/name',
    ].map((path) => places[path]),
    ['1', '4', '7', '12', '14'],
  );
});
