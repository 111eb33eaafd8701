import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledMessages, messagesKey } from '../../../shared/pipeline/bundled-messages.ts';
import type { MessagesOptions } from '../../../shared/pipeline/messages.ts';

const options: MessagesOptions = {
  descFile: 'a.desc',
  protoFiles: [],
  importPaths: [],
  messageType: 'a.B',
  useJsonNames: false,
  int64: 'number',
  enums: 'name',
  emitDefaults: false,
};
const codec = {
  transcode: () => false,
  parse: () => null,
  describeFailure: () => 'as made',
  givesRawNumbers: false,
};

test('messages of a package are found by their options, and each user gets a codec of its own', () => {
  let made = 0;
  const runtime = {};
  const create = (given: object): typeof codec => {
    made += given === runtime ? 1 : 0;
    return codec;
  };
  const compiled = {
    [messagesKey(options)]: { digest: 'd', fields: ['f'], columns: [], runtime, create },
  };
  const found = bundledMessages(compiled)(options);
  assert.ok(!('faults' in found));
  assert.deepEqual([found.options, found.digest, found.fields], [options, 'd', ['f']]);
  found.createCodec();
  found.createCodec();
  assert.equal(made, 2);
});

test('other messages are a fault', () => {
  const find = bundledMessages({});
  const found = find({ ...options, emitDefaults: true });
  assert.ok('faults' in found);
  assert.match(found.faults[0]?.message ?? '', /another one than when the package was built/);
});
