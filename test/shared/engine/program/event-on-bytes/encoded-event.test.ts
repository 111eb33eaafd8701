import assert from 'node:assert/strict';
import { it } from 'node:test';
import { engineOf } from '../../../../support/engine.ts';
import { memoryChunk } from '../../../../support/memory-chunk.ts';
import { memoryStore } from '../../../../support/memory-store.ts';
import { minimalPipeline, withoutMetadata } from '../../../../support/minimal-pipeline.ts';

// What VRL encodes at its end has no text as long as nobody looks at it.

const inputs = ['encoded'];
const lake = { inputs, keyPrefix: 'raw/', compression: 'none', encoding: { codec: 'text' } };

/** Texts of objects by their prefixes, and the lines of a console. */
async function writtenBy(sink: object, console?: object): Promise<Record<string, string>> {
  const store = memoryStore();
  const source = '.n = to_string!(.n); . = encode_json(.)';
  const top = { transforms: { encoded: { type: 'remap', inputs: ['kafka'], source } } };
  const pipeline = minimalPipeline({ source: withoutMetadata, sink, top });
  Object.assign(pipeline['sinks'] as object, console);
  const shown: string[] = [];
  const under = engineOf(pipeline, new Map([['s3', store]]), undefined, undefined, {
    writeLines: (_target, lines) => shown.push(lines),
  });
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const values = ['{"n":1,"é":"ü"}', '{"n":22,"é":""}'];
  const records = values.map((value, at) => ({ offset: BigInt(at), value }));
  under.source.accept(memoryChunk({ start: 0n, next: 2n, records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const objects = [...store.objects].filter(([key]) => key.startsWith('raw/'));
  const texts = objects.map(([key, { text }]) => [key.slice(0, key.lastIndexOf('/') + 1), text]);
  return Object.fromEntries([...texts, ['shown', shown.join('')]]) as Record<string, string>;
}

const first = '{"é":"ü","n":"1"}';
const second = '{"é":"","n":"22"}';
const both = `${first}\n${second}\n`;

it('is its own text in a sink', async () => {
  assert.equal((await writtenBy(lake))['raw/'], both);
});

it('is its own text in the key of an object', async () => {
  const { shown, ...written } = await writtenBy({ ...lake, keyPrefix: 'raw/{{ message }}/' });
  assert.equal(shown, '');
  const names = Object.keys(written);
  assert.deepEqual(Object.values(written), [`${first}\n`, `${second}\n`]);
  assert.equal(new Set(names).size, 2);
  for (const [at, name] of names.entries()) assert.match(name, at === 0 ? /1/ : /22/);
});

it('is a text to a sink that writes whole events', async () => {
  const { 'raw/': array = '' } = await writtenBy({ ...lake, encoding: { codec: 'json' } });
  assert.deepEqual(JSON.parse(array), [{ message: first }, { message: second }]);
});

it('is its own text on a console', async () => {
  const console = { type: 'console', inputs, encoding: { codec: 'text' } };
  const alone = await writtenBy({ ...lake, inputs: ['kafka'] }, { console });
  const beside = await writtenBy(lake, { console });
  // what a console shows has its fields in VRL's order
  const shown = '{"n":"1","é":"ü"}\n{"n":"22","é":""}\n';
  assert.equal(alone['shown'], shown);
  assert.deepEqual(beside, { 'raw/': shown, shown });
});
