import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..', '..');
const chart = join(root, 'infra', 'chart');
const matrix = join(import.meta.dirname, 'values');

async function read(path: string): Promise<Record<string, unknown>> {
  return parse(await readFile(path, 'utf8')) as Record<string, unknown>;
}

const validate = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(await readFile(join(chart, 'values.schema.json'), 'utf8')) as object,
);
const defaults = await read(join(chart, 'values.yaml'));
const files = await readdir(matrix);

describe("the chart's values", () => {
  for (const file of files) {
    it(`pass their schema as in ${file}`, async () => {
      assert.ok(
        validate({ ...defaults, ...(await read(join(matrix, file))) }),
        JSON.stringify(validate.errors),
      );
    });
  }

  it('have an option of the schema for each default, and a default for each option', async () => {
    const { properties } = JSON.parse(
      await readFile(join(chart, 'values.schema.json'), 'utf8'),
    ) as { properties: { defaults: { properties: object } } };
    assert.deepEqual(
      Object.keys(properties.defaults.properties).toSorted(),
      Object.keys(defaults['defaults'] as object).toSorted(),
    );
    const { global: _global, ...own } = properties as Record<string, unknown>;
    assert.deepEqual(Object.keys(own).toSorted(), Object.keys(defaults).toSorted());
  });

  const wrong: readonly (readonly [string, object])[] = [
    ['an option that does not exist', { replica: 2 }],
    ['too many threads', { threads: 65 }],
    ['a level that there is not', { logLevel: 'TRACE' }],
    ['a broker without a port', { kafka: { bootstrapServers: ['broker'] } }],
    ['brokers in one text', { kafka: { bootstrapServers: 'a:9092,b:9092' } }],
    ['a buffer below the floor', { bufferMaxBytes: 1_000_000 }],
    ['a secret without its key', { secretEnv: { PASSWORD: { name: 'kafka' } } }],
    ['a name of a variable with a space', { env: { 'A B': '1' } }],
  ];
  for (const [what, options] of wrong) {
    it(`refuse ${what}`, () => {
      const pipelines = { devices: { bundle: 'devices', ...options } };
      assert.equal(validate({ ...defaults, pipelines }), false);
    });
  }

  it('refuse a release without a pipeline', () => {
    assert.equal(validate({ ...defaults, pipelines: {} }), false);
  });
});

describe('the chart', () => {
  it('sets variables that the devices pipeline reads', async () => {
    const template = await readFile(join(chart, 'templates', '_pod.tpl'), 'utf8');
    const pipeline = await readFile(join(root, 'pipelines', 'devices.ts'), 'utf8');
    const set = [...template.matchAll(/"([A-Z][A-Z0-9_]+)" /g)].map(([, name]) => name ?? '');
    assert.ok(set.length > 15);
    assert.deepEqual(
      set.filter((name) => !pipeline.includes(`\${${name}:-`)),
      [],
    );
  });
});
