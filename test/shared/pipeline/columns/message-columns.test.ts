import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../../shared/decode/protobuf/compile/instantiate.ts';
import type { MessageOptions } from '../../../../shared/decode/protobuf/compile/message-source.ts';
import { type Column, typeText } from '../../../../shared/encode/columns/column-type.ts';
import { GrowableTarget } from '../../../../shared/encode/byte-target.ts';
import { messageColumns } from '../../../../shared/pipeline/columns/message-columns.ts';
import { defaultOptions } from '../../../support/protobuf/features.ts';
import { fileOf, readWithDuckDb } from '../../../support/read-parquet.ts';

const proto = `syntax = "proto3"; package a;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message Event {
  int32 i32 = 1; uint32 u32 = 2; sint64 s64 = 3; fixed64 f64 = 4; float f = 5; double d = 6;
  bool on = 7; string text = 8; bytes data = 9; Mode mode = 10;
  repeated Part parts = 11; map<int32, Part> by_number = 12; repeated sint32 numbers = 13;
  oneof either { string left = 14; Part right = 15; }
  google.protobuf.Timestamp at = 16; google.protobuf.Duration took = 17;
  google.protobuf.Struct free = 18; google.protobuf.Value any_value = 19;
  google.protobuf.Int64Value maybe = 20; google.protobuf.StringValue name = 21;
  google.protobuf.FieldMask mask = 22; google.protobuf.Any packed = 23;
  Tree tree = 24; Nothing nothing = 25; google.protobuf.NullValue none = 26;
  string TEXT = 27; string _rest = 28; map<string, google.protobuf.ListValue> lists = 29;
}
message Part { string id = 1; optional double weight = 2; }
message Tree { string name = 1; repeated Tree below = 2; Part part = 3; }
message Nothing {}
enum Mode { OFF = 0; AUTO = 1; }`;

function compiled(
  text: string,
  options: Partial<MessageOptions> = {},
): ReturnType<typeof compileMessage> {
  const files = [{ path: 'a.proto', text }];
  const source = { kind: 'proto-files', files, readImport: () => null } as const;
  return compileMessage(source, { ...defaultOptions, messageType: 'a.Event', ...options });
}

function typesOf(columns: readonly Column[] | null): Record<string, string> {
  return Object.fromEntries((columns ?? []).map(({ name, type }) => [name, typeText(type)]));
}

const builtIn = [...proto.matchAll(/import "(.*?)"/g)].map(([, path = '']) => path);
const part = 'struct<id:string,weight:double>';

test('each field of a message has the column of its type', () => {
  assert.deepEqual(typesOf(messageColumns(compiled(proto).tables)), {
    i32: 'int',
    u32: 'bigint',
    s64: 'bigint',
    f64: 'decimal(20,0)',
    f: 'float',
    d: 'double',
    on: 'boolean',
    text: 'string',
    data: 'binary',
    mode: 'string',
    parts: `list<${part}>`,
    by_number: `map<string,${part}>`,
    numbers: 'list<int>',
    left: 'string',
    right: part,
    at: 'timestamp(6)',
    took: 'string',
    free: 'json',
    any_value: 'json',
    maybe: 'bigint',
    name: 'string',
    mask: 'string',
    packed: 'json',
    tree: `struct<name:string,below:list<json>,part:${part}>`,
    nothing: 'json',
    none: 'json',
    lists: 'map<string,json>',
  });
});

test('columns follow the options of the mapping', () => {
  const options = { useJsonNames: true, enums: 'number', int64: 'string' } as const;
  const types = typesOf(messageColumns(compiled(proto, options).tables));
  assert.deepEqual(
    [types['byNumber'], types['mode'], types['s64']],
    [`map<string,${part}>`, 'int', 'bigint'],
  );
});

test('messages that use one another without end are too many columns', () => {
  const messages = Array.from({ length: 12 }, (_, n) => {
    const next = `M${n + 1}`;
    return `message M${n} { ${next} a = 1; ${next} b = 2; ${next} c = 3; }`;
  });
  const text = `syntax = "proto3"; package a; ${messages.join(' ')} message M12 { int32 x = 1; }`;
  assert.equal(messageColumns(compiled(text, { messageType: 'a.M0' }).tables), null);
});

const widest = { low: -1, high: -1, unsigned: true };
const lowest = { low: 0, high: 0x8000_0000 | 0, unsigned: false };

/** Something in every field but those that share a name or a oneof with another. */
const message = {
  i32: -1,
  u32: 2 ** 32 - 1,
  s64: lowest,
  f64: widest,
  f: 0.5,
  d: -1.25,
  on: true,
  text: 'ü',
  data: Buffer.from([255, 0, 97]),
  mode: 1,
  parts: [{ id: 'a' }, { id: 'b', weight: 1 }],
  by_number: { 7: { id: 'c' } },
  numbers: [-1, 1],
  right: { id: 'd' },
  at: { seconds: 1_777_593_600, nanos: 123_456_000 },
  took: { seconds: 1, nanos: 500_000_000 },
  free: { fields: { a: { stringValue: 'x' } } },
  any_value: { listValue: { values: [{ numberValue: 1 }] } },
  maybe: { value: 5 },
  name: { value: 'n' },
  mask: { paths: ['a', 'b.c'] },
  tree: { name: 'r', below: [{ name: 's', below: [{ name: 't' }] }] },
  nothing: {},
  lists: { l: { values: [{ boolValue: true }] } },
};

test('what a message becomes fits its columns: nothing is left for the rest', async () => {
  const { text, tables } = compiled(proto, { emitDefaults: false });
  const { root } = protobuf.parse(proto, new protobuf.Root(), { keepCase: true });
  for (const path of builtIn) root.addJSON(protobuf.common.get(path)?.nested ?? {});
  const bytes = Buffer.from(root.lookupType('a.Event').encode(message).finish());
  const line = new GrowableTarget();
  assert.ok(instantiate(text).transcode(bytes, 0, bytes.length, line));
  const columns = messageColumns(tables);
  const [row] = await readWithDuckDb(fileOf([line.written().toString()], { columns }));
  assert.deepEqual(row, {
    i32: -1,
    u32: 4_294_967_295n,
    s64: -(2n ** 63n),
    f64: row?.['f64'],
    f: 0.5,
    d: -1.25,
    on: true,
    text: 'ü',
    data: row?.['data'],
    mode: 'AUTO',
    parts: [
      { id: 'a', weight: null },
      { id: 'b', weight: 1 },
    ],
    by_number: [{ key: '7', value: { id: 'c', weight: null } }],
    numbers: [-1, 1],
    left: null,
    right: { id: 'd', weight: null },
    at: new Date('2026-05-01T00:00:00.123Z'),
    took: '1.500s',
    free: '{"a":"x"}',
    any_value: '[1]',
    maybe: 5n,
    name: 'n',
    mask: 'a,b.c',
    packed: null,
    tree: { name: 'r', below: ['{"name":"s","below":[{"name":"t"}]}'], part: null },
    nothing: '{}',
    none: null,
    lists: [{ key: 'l', value: '[true]' }],
    _rest: null,
  });
  const [exact] = await readWithDuckDb(
    fileOf([line.written().toString()], { columns }),
    'SELECT f64::VARCHAR AS f64, hex(data) AS data, epoch_us("at") AS micros FROM file',
  );
  assert.deepEqual(exact, {
    f64: '18446744073709551615',
    data: 'FF0061',
    micros: 1_777_593_600_123_456n,
  });
});
