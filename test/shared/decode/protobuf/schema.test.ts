import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import type { MessageSource } from '../../../../shared/decode/protobuf/compile/message-source.ts';
import { readDescriptorSet } from '../../../../shared/decode/protobuf/compile/read-descriptor-set.ts';
import { readProtoFiles } from '../../../../shared/decode/protobuf/compile/read-proto-files.ts';
import {
  defaultOptions,
  descriptorSet,
  descriptorSource,
  protoSource,
  protoText,
} from '../../../support/protobuf/features.ts';

const all = { ...defaultOptions, messageType: 'features.v3.All' };

describe('a descriptor set and the .proto files it was made of', () => {
  const set = readDescriptorSet({ kind: 'descriptor-set', path: 'x', bytes: descriptorSet });
  const files = readProtoFiles({
    kind: 'proto-files',
    files: [{ path: 'proto3.proto', text: protoText('proto3.proto') ?? '' }],
    readImport: protoText,
  });

  it('say the same of every message', () => {
    for (const [name, message] of set.messages) {
      if (name.startsWith('google.')) continue;
      // a field that is refused in files
      const fields = message.fields.filter(({ protoName }) => protoName !== '__proto__');
      assert.deepEqual(files.messages.get(name), { ...message, fields });
    }
  });

  it('say the same of every enum', () => {
    for (const [name, one] of set.enums) {
      if (!name.startsWith('google.')) assert.deepEqual(files.enums.get(name), one);
    }
  });
});

it('the same descriptors give the same code', () => {
  assert.equal(
    compileMessage(descriptorSource, all).text,
    compileMessage(descriptorSource, all).text,
  );
});

it('the names of the fields are known before anything is decoded', () => {
  const options = { ...all, messageType: 'features.v2.Needy' };
  assert.deepEqual(compileMessage(descriptorSource, options).topLevelNames, ['x', 'y']);
});

const refusals: readonly [what: string, source: MessageSource, type: string, message: RegExp][] = [
  [
    'an unknown message type, with the nearest that there is',
    descriptorSource,
    'features.v3.Al',
    /message type 'features\.v3\.Al' is not there \(did you mean 'features\.v3\.All'\?\); there are 'features\.e2023\.Modern', /,
  ],
  [
    'a message type that is no object in JSON',
    descriptorSource,
    'google.protobuf.Timestamp',
    /no object in JSON/,
  ],
  [
    'bytes that are no descriptor set',
    { kind: 'descriptor-set', path: 'a.desc', bytes: Buffer.from('nothing of the kind') },
    'a.B',
    /'a\.desc' is no descriptor set; write one with protoc/,
  ],
  [
    'an empty descriptor set',
    { kind: 'descriptor-set', path: 'a.desc', bytes: Buffer.alloc(0) },
    'a.B',
    /'a\.desc' is empty/,
  ],
  [
    'a .proto file that does not parse, with its line',
    proto('syntax = "proto3";\nmessage B { what }'),
    'B',
    /'a\.proto' cannot be read: .*line 2/,
  ],
  [
    'what the parser of .proto files does not understand, with the way that does',
    proto('syntax = "proto2"; message B { oneof x { group G = 1 { optional int32 a = 1; } } }'),
    'B',
    /'a\.proto' cannot be read: a group within a oneof is not understood; .* descFile/,
  ],
  [
    'a name that it would lose',
    proto('syntax = "proto3"; message B { int32 a = 1 [json_name = "x"]; int32 __proto__ = 2; }'),
    'B',
    /'a\.proto' cannot be read: the name '__proto__' would be lost; .* descFile/,
  ],
  [
    'an import that is not there',
    proto('syntax = "proto3";\nimport "b.proto";\nmessage B {}'),
    'B',
    /'b\.proto', which 'a\.proto' imports, is not found/,
  ],
  [
    'a type that is not there',
    proto('syntax = "proto3";\nmessage B { C c = 1; }'),
    'B',
    /a type is not found: .*'C'|a type is not found: .*C/,
  ],
];

describe('refused before anything runs', () => {
  for (const [what, source, messageType, message] of refusals) {
    it(what, () => {
      assert.throws(() => compileMessage(source, { ...all, messageType }), {
        code: 'CONFIG_INVALID',
        message,
      });
    });
  }
});

it('a name that is lost in files alone may stand in comments and in texts', () => {
  const text =
    'syntax = "proto3"; // __proto__\nmessage B { int32 a = 1 [json_name = "__proto__"]; }';
  assert.deepEqual(compileMessage(proto(text), { ...all, messageType: 'B' }).topLevelNames, ['a']);
});

it('.proto files give a codec as well', () => {
  assert.ok(compileMessage(protoSource, all).topLevelNames.includes('double_value'));
});

function proto(text: string): MessageSource {
  return { kind: 'proto-files', files: [{ path: 'a.proto', text }], readImport: () => null };
}
