/**
 * Descriptors of files with `edition = …`, as protoc 35.1 writes them, and messages as its Python library does. VRL's own
 * command line (0.35) cannot read them: it ends in the middle of compiling.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readProtoSchema } from '../../../../../shared/transform/vrl/functions/proto-schema.ts';
import { encodeProto } from '../../../../../shared/transform/vrl/runtime/functions/encode-proto.ts';
import { parseProto } from '../../../../../shared/transform/vrl/runtime/functions/parse-proto.ts';
import { Failure } from '../../../../../shared/transform/vrl/runtime/failure.ts';
import type { ProtoSchema } from '../../../../../shared/transform/vrl/runtime/proto/schema.ts';
import { bytesOf, stringOfBytes } from '../../../../../shared/transform/vrl/runtime/text.ts';
import type { Value } from '../../../../../shared/transform/vrl/runtime/value.ts';

/**
 * edition = "2023"; each feature on a field:
 *   int32 plain = 1;  int32 bare = 2 [IMPLICIT];  int32 needed = 3 [LEGACY_REQUIRED];  repeated int32 packed = 4;
 *   repeated int32 expanded = 5 [EXPANDED];  Part prefixed = 6;  Part delimited = 7 [DELIMITED];
 *   repeated Part many = 8 [DELIMITED];  Color color = 9;  repeated Color colors = 10;  map<string, Part> parts = 11;
 *   oneof choice { int32 one = 12; string two = 13; }  string bare_text = 14 [IMPLICIT];
 */
const onFields =
  'Cu0ECgdlLnByb3RvEgFlIiIKBFBhcnQSDAoBbhgBIAEoBVIBbhIMCgFzGAIgASgJUgFzIosECgNBbGwSFAoFcGxhaW4YASABKAVSBXBsYWluEhkKBGJhcmUYAiABKAVCBaoBAggCUgRiYXJlEh0KBm5lZWRlZBgDIAEoBUIFqgECCANSBm5lZWRlZBIWCgZwYWNrZWQYBCADKAVSBnBhY2tlZBIhCghleHBhbmRlZBgFIAMoBUIFqgECGAJSCGV4cGFuZGVkEiMKCHByZWZpeGVkGAYgASgLMgcuZS5QYXJ0UghwcmVmaXhlZBIsCglkZWxpbWl0ZWQYByABKAsyBy5lLlBhcnRCBaoBAigCUglkZWxpbWl0ZWQSIgoEbWFueRgIIAMoCzIHLmUuUGFydEIFqgECKAJSBG1hbnkSHgoFY29sb3IYCSABKA4yCC5lLkNvbG9yUgVjb2xvchIgCgZjb2xvcnMYCiADKA4yCC5lLkNvbG9yUgZjb2xvcnMSJwoFcGFydHMYCyADKAsyES5lLkFsbC5QYXJ0c0VudHJ5UgVwYXJ0cxISCgNvbmUYDCABKAVIAFIDb25lEhIKA3R3bxgNIAEoCUgAUgN0d28SIgoJYmFyZV90ZXh0GA4gASgJQgWqAQIIAlIIYmFyZVRleHQaQQoKUGFydHNFbnRyeRIQCgNrZXkYASABKAlSA2tleRIdCgV2YWx1ZRgCIAEoCzIHLmUuUGFydFIFdmFsdWU6AjgBQggKBmNob2ljZSogCgVDb2xvchIOCgpDT0xPUl9OT05FEAASBwoDUkVEEAFiCGVkaXRpb25zcOgH';

/**
 * option features.field_presence = IMPLICIT, repeated_field_encoding = EXPANDED, message_encoding = DELIMITED;
 *   int32 bare = 1;  int32 plain = 2 [EXPLICIT];  repeated int32 expanded = 3;  repeated int32 packed = 4 [PACKED];
 *   Part delimited = 5;  Part prefixed = 6 [LENGTH_PREFIXED];  map<int32, Part> parts = 7;
 */
const onFile = (scope: string, edition: string): string =>
  Buffer.from(
    `Cu0CCgdmLnByb3RvEgFmIhQKBFBhcnQSDAoBbhgBIAEoBVIBbiKwAgoDQWxsEhIKBGJhcmUYASABKAVSBGJhcmUSGwoFcGxhaW4YAiABKAVCBaoBAggBUgVwbGFpbhIaCghleHBhbmRlZBgDIAMoBVIIZXhwYW5kZWQSHQoGcGFja2VkGAQgAygFQgWqAQIYAVIGcGFja2VkEiUKCWRlbGltaXRlZBgFIAEoCzIHLmYuUGFydFIJZGVsaW1pdGVkEioKCHByZWZpeGVkGAYgASgLMgcuZi5QYXJ0QgWqAQIoAVIIcHJlZml4ZWQSJwoFcGFydHMYByADKAsyES5mLkFsbC5QYXJ0c0VudHJ5UgVwYXJ0cxpBCgpQYXJ0c0VudHJ5EhAKA2tleRgBIAEoBVIDa2V5Eh0KBXZhbHVlGAIgASgLMgcuZi5QYXJ0UgV2YWx1ZToCOAFCCZIDBggCGAIoAmIIZWRpdGlvbnNw6Ac=`,
    'base64',
  )
    .toString('latin1')
    .replaceAll('.f.', `.${scope}.`)
    .replace('\u0012\u0001f"', `\u0012\u0001${scope}"`)
    .replace(/p\u00e8\u0007$/, `p${edition}`);

const read = (bytes: Buffer, type: string): ProtoSchema => {
  const schema = readProtoSchema(bytes, type);
  assert.ok(typeof schema !== 'string', String(schema));
  return schema;
};
const e = read(Buffer.from(onFields, 'base64'), 'e.All');
const f = read(Buffer.from(onFile('f', '\u00e8\u0007'), 'latin1'), 'f.All');
const g = read(Buffer.from(onFile('g', '\u00e9\u0007'), 'latin1'), 'g.All');

const ofE = {
  plain: 1,
  bare: 2,
  needed: 3,
  packed: [1, 2, 300],
  expanded: [4, 5],
  prefixed: { n: 6, s: 'p' },
  delimited: { n: 0, s: 'd' },
  many: [{ n: 1 }, {}],
  color: 'RED',
  colors: ['RED', 'COLOR_NONE'],
  parts: { k: { n: 9 } },
  two: 't',
  bare_text: 'b',
};
const ofF = {
  bare: 1,
  plain: 2,
  expanded: [1, 2],
  packed: [3, 4],
  delimited: { n: 5 },
  prefixed: { n: 6 },
  parts: { 7: { n: 8 } },
};
const hexOfF = '0801100218011802220203042b08052c320208063a06080712020808';

for (const [what, schema, value, hex, back] of [
  [
    'features of fields',
    e,
    ofE,
    '08011002180322040102ac0228042805320508061201703b08001201643c4308014443444801520201005a070a016b120208096a0174720162',
    ofE,
  ],
  [
    'a default is written where a field has presence, and not where it has none',
    e,
    { plain: 0, bare: 0, needed: 7, bare_text: '' },
    '08001807',
    { plain: 0, needed: 7 },
  ],
  ['features of a file of edition 2023', f, ofF, hexOfF, ofF],
  ['features of a file of edition 2024', g, ofF, hexOfF, ofF],
  ['a default under features of a file', f, { bare: 0, plain: 0 }, '1000', { plain: 0 }],
] as const) {
  it(`${what}: written as protoc's library writes it, and read again`, () => {
    const bytes = encodeProto(schema, JSON.parse(JSON.stringify(value)) as Value, '', '', true);
    assert.ok(!(bytes instanceof Failure));
    assert.equal(Buffer.from(bytesOf(bytes)).toString('hex'), hex);
    assert.deepEqual(parseProto(schema, stringOfBytes(Buffer.from(hex, 'hex'))), back);
  });
}

it('an edition that nobody knows is refused by name', () => {
  const bytes = Buffer.from(onFile('f', '\u00ef\u0007'), 'latin1');
  assert.match(String(readProtoSchema(bytes, 'f.All')), /edition that is not known \(1007\)/);
});
