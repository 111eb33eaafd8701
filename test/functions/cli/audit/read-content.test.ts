import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import type { CsvRows } from '../../../../functions/cli/audit/csv-rows.ts';
import { readContent } from '../../../../functions/cli/audit/read-content.ts';
import { createCompressor } from '../../../../shared/sink/compress/compressor.ts';
import { compressionLevels } from '../../../../shared/sink/compress/levels.ts';
import { toAvro } from '../../../../shared/encode/avro/to-avro.ts';
import { headerRow, rowEncoderOf } from '../../../../shared/encode/csv/encode-row.ts';
import { fileOf } from '../../../support/read-parquet.ts';

/** As a store gives them: of any size. */
async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

function read(
  bytes: Buffer,
  key: string,
  csv: CsvRows | null = null,
): ReturnType<typeof readContent> {
  const range = (start: number, end: number): Promise<Buffer> =>
    Promise.resolve(bytes.subarray(start, end));
  return readContent(inPieces(bytes), key, { byteLength: bytes.length, range }, csv);
}

const lines = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 50 });
const checksum = (content: Uint8Array): string => crc32(content).toString(16).padStart(8, '0');

function lengthOf({ length }: Uint8Array): Uint8Array {
  return length < 128 ? Uint8Array.of(length) : Uint8Array.of((length % 128) + 128, length >> 7);
}

describe('reading what an object holds', () => {
  for (const codec of ['gzip', 'zstd'] as const) {
    it(`goes through all frames of ${codec}`, async () => {
      const { frame } = createCompressor({ codec, level: compressionLevels[codec].default });
      await fc.assert(
        fc.asyncProperty(lines, fc.integer({ min: 1, max: 60 }), async (numbers, cut) => {
          const content = Buffer.from(numbers.map((n) => `{"n":${n}}\n`).join(''));
          const frames: Uint8Array[] = [];
          for (let at = 0; at < content.length; at += cut) {
            frames.push(await frame(content.subarray(at, at + cut)));
          }
          assert.deepEqual(await read(Buffer.concat(frames), 'raw/a.ndjson.x'), {
            events: numbers.length,
            crc32: checksum(content),
            fault: null,
          });
        }),
        { numRuns: 40 },
      );
    });

    it(`says that ${codec} cut short cannot be unpacked`, async () => {
      const { frame } = createCompressor({ codec, level: compressionLevels[codec].default });
      const packed = await frame(Buffer.from('{"n":1}\n'.repeat(1_000)));
      const { fault, events } = await read(Buffer.from(packed.subarray(0, -5)), 'a.ndjson');
      assert.match(fault ?? '', /^it cannot be unpacked: /);
      assert.equal(events, null);
    });
  }

  const events = Array.from({ length: 3000 }, (_, n) => `{"n":${n},"list":[${n},1]}`);
  const parquet = fileOf(events, { rowGroupBytes: 16 * 1024 });
  for (const [what, content, found] of [
    ['whole', parquet, { events: 3000, fault: null }],
    ['of which rows are missing', fileOf(events.slice(1)), { events: 2999, fault: null }],
    [
      'cut short',
      parquet.subarray(0, -9),
      { events: null, fault: /^it is no whole Parquet file: / },
    ],
    [
      'cut out of the middle',
      Buffer.concat([parquet.subarray(0, 40), parquet.subarray(4000)]),
      { events: null, fault: /^it is no whole Parquet file: / },
    ],
    ['nothing but its mark', Buffer.from('PAR1'), { events: null, fault: /^it is no whole/ }],
  ] as const) {
    it(`counts the rows of a Parquet file by its footer: one that is ${what}`, async () => {
      const { fault, ...rest } = await read(content, 'a.parquet');
      assert.deepEqual(rest, { events: found.events, crc32: null });
      if (found.fault === null) assert.equal(fault, null);
      else assert.match(fault ?? '', found.fault);
    });
  }

  it('reads of a Parquet file its beginning and its end alone', async () => {
    let bytes = 0;
    const range = (start: number, end: number): Promise<Buffer> => {
      bytes += end - start;
      return Promise.resolve(Buffer.alloc(0));
    };
    const large = Buffer.alloc(8 * 1024 ** 2, 'PAR1');
    const ranged = { byteLength: large.length, range };
    await readContent(inPieces(large, 1024), 'a.parquet', ranged, null);
    assert.ok(bytes > 0 && bytes <= 1024 ** 2, String(bytes));
  });

  for (const compression of ['deflate', 'none'] as const) {
    const options = {
      format: 'avro',
      columns: null,
      rest: { column: false, unknownFields: false },
      compression,
    } as const;
    const lines3000 = Buffer.from(events.map((event) => `${event}\n`).join(''));
    const file = Buffer.concat(toAvro({ pieces: [lines3000], compressed: false }, options));
    const middle = Math.floor(file.length / 2);
    for (const [what, content, expected] of [
      ['whole', file, 3000],
      ['cut short', file.subarray(0, -9), /^it is no whole Avro file: it ends within something/],
      [
        'cut out of the middle',
        Buffer.concat([file.subarray(0, middle), file.subarray(middle + 500)]),
        /^it is no whole Avro file: /,
      ],
      ['nothing but its mark', file.subarray(0, 4), /^it is no whole Avro file: /],
    ] as const) {
      it(`counts the events of an Avro file by its blocks, ${compression}: one that is ${what}`, async () => {
        const { fault, ...rest } = await read(content, 'a.avro');
        const isWhole = typeof expected === 'number';
        assert.deepEqual(rest, { events: isWhole ? expected : null, crc32: null });
        if (isWhole) assert.equal(fault, null);
        else assert.match(fault ?? '', expected);
      });
    }
  }

  const messageBytes = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });
  it('counts messages by their lengths, and says where one is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(messageBytes, async (messages) => {
        const parts = messages.flatMap((bytes) => [lengthOf(bytes), bytes]);
        const content = Buffer.concat([...parts, Buffer.from([5, 1, 2, 3, 4, 5])]);
        assert.deepEqual(await read(content, 'raw/a.pb'), {
          events: messages.length + 1,
          crc32: checksum(content),
          fault: null,
        });
        const cut = await read(content.subarray(0, -1), 'raw/a.pb');
        assert.match(cut.fault ?? '', /^it cannot be read as messages: it ends within/);
      }),
      { numRuns: 40 },
    );
  });

  const cells = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 3 }));
  for (const [delimiter, quote] of [
    [',', '"'],
    [';', "'"],
  ] as const) {
    it(`counts rows with ${quote} around line breaks, with names before them or without`, async () => {
      await fc.assert(
        fc.asyncProperty(cells, fc.boolean(), async (rows, header) => {
          const fields = ['a', 'b', 'c'];
          const layout = { fields, delimiter, quote, header };
          const encode = rowEncoderOf(layout);
          const written = rows.map(([a, b, c]) => {
            const encoded = encode({ a: `${a}\n"'`, b, c });
            return 'text' in encoded ? encoded.text : '';
          });
          const all = header ? [headerRow(layout), ...written] : written;
          const content = Buffer.from(all.map((row) => `${row}\r\n`).join(''));
          const { events: counted } = await read(content, 'a.csv', { quote, header });
          assert.equal(counted, rows.length);
          assert.equal((await read(content, 'a.csv')).events, null);
        }),
        { numRuns: 60 },
      );
    });
  }

  for (const [key, text, counted] of [
    ['a.ndjson', '{"a":1}\n{"a":2}\n', 2],
    ['a.json', '[{"a":1},{"a":2}]', null],
    ['a.log', 'one\ntwo\n', null],
  ] as const) {
    it(`counts events of ${key} where lines are events`, async () => {
      const content = Buffer.from(text);
      const expected = { events: counted, crc32: checksum(content), fault: null };
      assert.deepEqual(await read(content, key), expected);
    });
  }
});
