import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileProgram } from '../../../../../shared/transform/vrl/compile/compile-program.ts';
import { library, libraryWith } from '../../../../../shared/transform/vrl/functions/library.ts';
import { allCharsets } from '../../../../../shared/transform/vrl/runtime/charset/all.ts';
import { allCiphers } from '../../../../../shared/transform/vrl/runtime/cipher/all.ts';
import { cipherModules } from '../../../../../shared/transform/vrl/runtime/cipher/names.ts';
import { Failure } from '../../../../../shared/transform/vrl/runtime/failure.ts';
import { decodeLz4 } from '../../../../../shared/transform/vrl/runtime/functions/decode-lz4.ts';
import { decodePunycode } from '../../../../../shared/transform/vrl/runtime/functions/decode-punycode.ts';
import { decodeSnappy } from '../../../../../shared/transform/vrl/runtime/functions/decode-snappy.ts';
import { encodeLz4 } from '../../../../../shared/transform/vrl/runtime/functions/encode-lz4.ts';
import { encodePunycode } from '../../../../../shared/transform/vrl/runtime/functions/encode-punycode.ts';
import { encodeSnappy } from '../../../../../shared/transform/vrl/runtime/functions/encode-snappy.ts';
import { parseProto } from '../../../../../shared/transform/vrl/runtime/functions/parse-proto.ts';
import type { ProtoSchema } from '../../../../../shared/transform/vrl/runtime/proto/schema.ts';
import { stringOfBytes } from '../../../../../shared/transform/vrl/runtime/text.ts';

/** Bytes in which much comes again. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.integer({ min: 1, max: 40 })), {
    maxLength: 30,
  })
  .map((runs) =>
    Buffer.concat(runs.flatMap(([bytes, count]) => Array.from({ length: count }, () => bytes))),
  );

test('what LZ4 and Snappy compress comes back, whatever it is', () => {
  fc.assert(
    fc.property(repetitive, (bytes) => {
      const value = stringOfBytes(bytes);
      assert.deepEqual(decodeLz4(encodeLz4(value, true), 1_000_000, true), value);
      assert.deepEqual(decodeLz4(encodeLz4(value, false), bytes.length, false), value);
      assert.deepEqual(decodeSnappy(encodeSnappy(value)), value);
    }),
    { numRuns: 100 },
  );
});

test('any bytes are decompressed or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isFrame) => {
      const input = isFrame ? Buffer.concat([Buffer.from('04224d186040', 'hex'), bytes]) : bytes;
      decodeLz4(input, 1000, false);
      decodeLz4(input, 1000, true);
      decodeSnappy(input);
    }),
    { numRuns: 500 },
  );
});

/** A frame of LZ4 whose blocks of 4 MiB are a few kilobytes of zeros each. */
function bomb(blocks: number): Buffer {
  const size = 4 * 1024 * 1024;
  const steps = Math.floor((size - 6 - 1 - 4 - 15) / 255);
  const rest = size - 6 - 1 - 4 - 15 - steps * 255;
  const run = Buffer.concat([
    Buffer.from([0x1f, 0, 1, 0]),
    Buffer.alloc(steps, 0xff),
    Buffer.of(rest, 0x60, 0, 0, 0, 0, 0, 0),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(run.length);
  const one = Buffer.concat([length, run]);
  return Buffer.concat([
    Buffer.from('04224d18607073', 'hex'),
    ...Array.from({ length: blocks }, () => one),
    Buffer.alloc(4),
  ]);
}

test('a small input that would become too large fails before it has', () => {
  const fits = decodeLz4(bomb(2), 0, false);
  assert.equal(fits instanceof Failure ? fits.message : fits.length, 8 * 1024 * 1024);
  for (const result of [
    decodeLz4(bomb(20), 0, false),
    decodeLz4(Buffer.concat([Buffer.from('ffffffff', 'hex'), bomb(1).subarray(11)]), 0, true),
    decodeSnappy(Buffer.from('ffffff1f0000', 'hex')),
  ]) {
    assert.ok(result instanceof Failure);
  }
});

test('what each cipher encrypts it decrypts, and only with the same key', () => {
  const find = allCiphers();
  for (const name of cipherModules.keys()) {
    const cipher = find(name);
    assert.ok(cipher !== null, name);
    const key = Buffer.from(Array.from({ length: cipher.keyBytes }, (_, index) => index * 7));
    const iv = Buffer.alloc(cipher.ivBytes, 3);
    const other = Buffer.from(key.map((byte) => byte ^ 1));
    for (const length of [0, 1, 15, 16, 17, 100]) {
      const plain = Buffer.alloc(length, 'lake');
      const secret = cipher.encrypt(plain, key, iv);
      const again = cipher.decrypt(secret, key, iv);
      assert.ok(again !== null && Buffer.compare(again, plain) === 0, `${name} of ${length}`);
      const wrong = cipher.decrypt(secret, other, iv);
      const isSame = wrong !== null && Buffer.compare(wrong, plain) === 0;
      assert.ok(length === 0 || !isSame, `${name} of ${length}`);
    }
  }
  assert.equal(find('AES-128-GCM'), null);
});

test('a cipher that authenticates refuses what was changed', () => {
  const find = allCiphers();
  for (const name of [
    'AES-256-SIV',
    'CHACHA20-POLY1305',
    'XCHACHA20-POLY1305',
    'XSALSA20-POLY1305',
  ]) {
    const cipher = find(name);
    assert.ok(cipher !== null);
    const [key, iv] = [Buffer.alloc(cipher.keyBytes, 1), Buffer.alloc(cipher.ivBytes, 2)];
    const secret = Buffer.from(cipher.encrypt(Buffer.from('lake'), key, iv));
    secret[0] = (secret[0] ?? 0) ^ 1;
    assert.equal(cipher.decrypt(secret, key, iv), null, name);
    assert.equal(cipher.decrypt(Buffer.from('short'), key, iv), null, name);
  }
});

test('what a charset can say comes back', () => {
  const charsets = allCharsets();
  const texts: readonly (readonly [string, string])[] = [
    ['windows-1252', 'Gerät € 7'],
    ['koi8-u', 'прилад ґ'],
    ['gb18030', '设备 😀 é'],
    ['big5', '設備'],
    ['euc-jp', '機器デバイス'],
    ['iso-2022-jp', '機器 a 機'],
    ['shift_jis', '機器ﾃﾞ'],
    ['euc-kr', '기기'],
  ];
  for (const [label, text] of texts) {
    const bytes = charsets.encode(text, label);
    assert.ok(bytes !== null, label);
    assert.equal(charsets.decode(bytes, label), text, label);
  }
});

/** Modules of the runtime that a program brings, beside its own functions. */
function modulesOf(source: string): readonly string[] {
  const compiled = compileProgram(source, library, 'values');
  assert.ok(compiled.ok, source);
  return compiled.program.helpers.map(({ module }) => module);
}

test('a program brings what its constants need, not all that a function can do', () => {
  const key = '"0123456789abcdef"';
  const cases: readonly (readonly [string, string])[] = [
    ['crc("a")', 'checksum/known-crc'],
    ['crc("a", "CRC_8_DARC")', 'checksum/known-crc'],
    ['crc!("a", string!(.a))', 'checksum/named-crc'],
    ['encode_charset!("a", "latin1")', 'charset/single-byte'],
    ['encode_charset!("a", "GBK")', 'charset/all'],
    ['decode_charset!("a", string!(.a))', 'charset/all'],
    [`encrypt!("a", "aes-128-cfb", ${key}, ${key})`, 'cipher/plain'],
    [`encrypt!("a", "AES-128-SIV", ${key}, ${key})`, 'cipher/siv'],
    [`decrypt!("a", "XCHACHA20-POLY1305", ${key}, ${key})`, 'cipher/chacha'],
    [`decrypt!("a", string!(.a), ${key}, ${key})`, 'cipher/all'],
  ];
  for (const [source, module] of cases) {
    const brought = modulesOf(source).filter((one) => /^(?:checksum|charset|cipher)\//.test(one));
    assert.deepEqual(brought, [module], source);
  }
});

test('a schema that is of no use is a fault of the program, which says why', () => {
  const files: Readonly<Record<string, string>> = {
    'bad.json': '{"type": "lake"}',
    'far.json': '{"$ref": "http://lake.example/other"}',
    'no.json': 'nope',
    'no.desc': 'nope',
    'empty.desc': '',
  };
  const own = libraryWith((path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return Buffer.from(text);
  });
  const cases: readonly (readonly [string, string])[] = [
    ['validate_json_schema!("1", "gone.json")', "the file 'gone.json' cannot be read (ENOENT)"],
    ['validate_json_schema!("1", "bad.json")', '"lake" is no argument of "type"'],
    ['validate_json_schema!("1", "far.json")', "'http://lake.example/other' is not in the file"],
    ['validate_json_schema!("1", "no.json")', 'it is no JSON'],
    ['parse_proto!("1", "gone.desc", "a.B")', "the file 'gone.desc' cannot be read (ENOENT)"],
    ['parse_proto!("1", "no.desc", "a.B")', 'it is no descriptor set'],
    ['encode_proto!({}, "empty.desc", "a.B")', 'it is no descriptor set'],
  ];
  for (const [source, reason] of cases) {
    const compiled = compileProgram(source, own, 'values');
    assert.ok(!compiled.ok, source);
    const texts = compiled.diagnostics.flatMap(({ labels }) => labels.map(({ text }) => text));
    assert.ok(
      texts.some((text) => text.includes(reason)),
      `${source}: ${texts.join('; ')}`,
    );
  }
});

const nested: ProtoSchema = {
  enums: [],
  messages: [
    {
      name: 'Nested',
      fields: [
        {
          name: 'inner',
          number: 1,
          type: 'message',
          of: 0,
          isList: false,
          isMap: false,
          isPacked: false,
          hasPresence: true,
          choice: -1,
        },
      ],
    },
  ],
};

test('messages within messages without end are refused, and so are any other bytes, or they are read', () => {
  let message = Buffer.alloc(0);
  for (let level = 0; level < 120; level += 1) {
    const length =
      message.length < 128
        ? [message.length]
        : [(message.length & 0x7f) | 0x80, message.length >> 7];
    message = Buffer.concat([Buffer.of(0x0a, ...length), message]);
  }
  const result = parseProto(nested, message);
  assert.ok(result instanceof Failure);
  assert.match(result.message, /recursion limit reached/);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      parseProto(nested, bytes);
    }),
    { numRuns: 500 },
  );
});

test('a label that is too long for Punycode is refused, as VRL does', () => {
  const long = (count: number): string => `${'é'.repeat(count)}.example`;
  assert.equal(typeof encodePunycode(long(1000), true), 'string');
  assert.ok(encodePunycode(long(1001), true) instanceof Failure);
  assert.equal(encodePunycode(long(20_000), false), long(20_000));
  assert.ok(decodePunycode(`xn--${'a'.repeat(200_000)}`, true) instanceof Failure);
});
