import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { cli, folderWith } from '../../../support/cli.ts';
import { minimalPipeline } from '../../../support/minimal-pipeline.ts';
import { testRegistry, type TestRegistry } from '../../../support/registry.ts';

let registry: TestRegistry;
before(async () => {
  registry = await testRegistry();
});
after(() => registry.stop());

/** The first columns of a sink, as `name kind`, and what was told. */
async function columns(
  t: TestContext,
  codec: string,
  schemaRegistry: object,
): Promise<{ readonly first: readonly string[]; readonly told: string }> {
  const source = { decoding: { codec, schemaRegistry: { url: registry.url } } };
  const encoding = { codec: 'parquet', parquet: { schemaRegistry } };
  const definition = minimalPipeline({ source, sink: { keyPrefix: 'raw/', encoding } });
  const text = `export default ${JSON.stringify(definition)};`;
  const cwd = await folderWith(t, { 'pipeline.ts': text });
  const { code, err, out } = await cli(['validate', 'pipeline.ts', '--no-environment'], { cwd });
  assert.equal(code, 0, err);
  const { sinks } = JSON.parse(out) as {
    sinks: { s3: { encoding: { columns: { name: string; type: { kind: string } }[] } } };
  };
  const all = sinks.s3.encoding.columns.map(({ name, type }) => `${name} ${type.kind}`);
  return { first: all.slice(0, 2), told: err };
}

test('a version of a subject, and the newest one, as a real registry has them', async (t) => {
  const schema = (...types: readonly string[]): string => {
    const fields = types.map((type, index) => ({ name: `f${index}`, type, default: 0 }));
    return JSON.stringify({ type: 'record', name: 'V', fields });
  };
  const subject = `columns of ${process.pid}/avro`;
  await registry.register(subject, 'AVRO', schema('int'));
  await registry.register(subject, 'AVRO', schema('int', 'long'));
  const old = await columns(t, 'avro', { subject, version: 1 });
  assert.equal(old.first[0], 'f0 int');
  assert.notEqual(old.first[1], 'f1 bigint');
  const latest = await columns(t, 'avro', { subject });
  assert.deepEqual(latest.first, ['f0 int', 'f1 bigint']);
  assert.match(latest.told, /^columns of version 2 of columns of /m);
});

test('a message whose schema imports another one', async (t) => {
  const other = `other-${process.pid}`;
  await registry.register(other, 'PROTOBUF', 'syntax = "proto3"; message Other { string s = 1; }');
  const text =
    'syntax = "proto3"; import "other.proto"; message One { int32 a = 1; } message Two { Other o = 1; uint64 n = 2; }';
  const subject = `two-${process.pid}`;
  const id = await registry.register(subject, 'PROTOBUF', text, [
    { name: 'other.proto', subject: other, version: 1 },
  ]);
  const two = await columns(t, 'protobuf', { subject, messageType: 'Two' });
  assert.deepEqual(two.first, ['o struct', 'n decimal']);
  const one = await columns(t, 'protobuf', { id: String(id) });
  assert.equal(one.first[0], 'a int');
});
