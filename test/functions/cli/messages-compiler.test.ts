import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { messagesCompiler } from '../../../functions/cli/messages-compiler.ts';
import type { CompiledMessages, MessagesOptions } from '../../../shared/pipeline/messages.ts';
import { root } from '../../support/build-packages.ts';
import { cli, folderWith } from '../../support/cli.ts';

const options: MessagesOptions = {
  descFile: null,
  protoFiles: [],
  importPaths: [],
  messageType: 'a.Event',
  useJsonNames: false,
  int64: 'number',
  enums: 'name',
  emitDefaults: false,
};
const event = `syntax = "proto3"; package a; import "common/place.proto"; message Event { common.Place place = 1; }`;
const place = 'syntax = "proto3"; package common; message Place { string name = 1; }';

/** A pipeline's folder with its schema, and one beside it that the schema imports from. */
async function schemas(t: TestContext): Promise<string> {
  const folder = await folderWith(t, {});
  for (const name of ['pipeline', 'schemas/common']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'pipeline/event.proto'), event);
  await writeFile(join(folder, 'schemas/common/place.proto'), place);
  return join(folder, 'pipeline');
}

function found(folder: string, changes: Partial<MessagesOptions>): CompiledMessages {
  const result = messagesCompiler(folder)({ ...options, ...changes });
  assert.ok(!('faults' in result), JSON.stringify(result));
  return result;
}

function faultsOf(folder: string, changes: Partial<MessagesOptions>): readonly string[] {
  const result = messagesCompiler(folder)({ ...options, ...changes });
  return 'faults' in result
    ? result.faults.map(({ option, message }) => `${option}: ${message}`)
    : [];
}

describe('the messages of a pipeline file', () => {
  it('are found by paths from its folder, with their imports', async (t) => {
    const folder = await schemas(t);
    const files = { protoFiles: ['event.proto'], importPaths: ['../schemas'] };
    const { fields, createCodec } = found(folder, files);
    assert.deepEqual(fields, ['place']);
    const bytes = Buffer.from('0a030a0161', 'hex');
    assert.deepEqual(createCodec().parse(bytes, 0, bytes.length), { place: { name: 'a' } });
  });

  it('are the same from wherever they come, and others with other fields or options', async (t) => {
    const folder = await schemas(t);
    const files = { protoFiles: ['event.proto'], importPaths: ['../schemas'] };
    const { digest } = found(folder, files);
    const absolute = { protoFiles: [join(folder, 'event.proto')], importPaths: ['../schemas'] };
    assert.equal(found(folder, absolute).digest, digest);
    await writeFile(join(folder, 'event.proto'), `// said more of\n${event} message Other {}`);
    assert.equal(found(folder, files).digest, digest);
    assert.notEqual(found(folder, { ...files, emitDefaults: true }).digest, digest);
    await writeFile(join(folder, 'event.proto'), event.replace('= 1; }', '= 1; bool on = 2; }'));
    assert.notEqual(found(folder, files).digest, digest);
  });

  it('are refused with every file that is not there', async (t) => {
    const folder = await schemas(t);
    const missing = faultsOf(folder, { protoFiles: ['one.proto', 'event.proto', 'two.proto'] });
    assert.equal(missing.length, 2);
    assert.match(missing[0] ?? '', /^protoFiles: the file 'one\.proto' cannot be read \(ENOENT\)/);
    assert.match(missing[1] ?? '', /^protoFiles: the file 'two\.proto' cannot be read/);
    const [imported] = faultsOf(folder, { protoFiles: ['event.proto'] });
    assert.match(imported ?? '', /common\/place\.proto/);
  });

  it('are told by sluice validate, from any folder', async (t) => {
    const cwd = await folderWith(t, {});
    const file = join(root, 'pipelines/devices-protobuf.ts');
    const { code, out } = await cli(['validate', file, '--no-environment'], { cwd });
    assert.equal(code, 0);
    const { decoding } = (
      JSON.parse(out) as { sources: { kafka: { decoding: { messages: CompiledMessages } } } }
    ).sources.kafka;
    assert.partialDeepStrictEqual(decoding.messages.options, {
      messageType: 'lake.v1.DeviceEvent',
    });
    assert.match(decoding.messages.digest, /^[0-9a-f]{12}$/);
  });
});
