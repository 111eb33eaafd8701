import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { EventRecord } from '../../../functions/handler/event.ts';
import { eventChunk } from '../../../functions/handler/event-chunk.ts';
import { collect } from '../../support/read-records.ts';

const part = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  fc.constant(null),
  fc.constant(undefined),
);
const drawn = fc.array(
  fc.record({ gap: fc.nat(3), key: part, value: part, timestamp: fc.integer({ min: -1 }) }),
  { minLength: 1, maxLength: 40 },
);

function chunkOf(records: readonly EventRecord[]) {
  return eventChunk({ name: 't-1', topic: 't', partition: 1, records });
}

describe('a chunk of an event', () => {
  it('has the bytes, times and offsets of every record; null and missing alike, and not the same as empty', () => {
    fc.assert(
      fc.property(drawn, fc.nat(1_000_000), (all, first) => {
        let next = first;
        const records = all.map(({ gap, key, value, timestamp }) => {
          const offset = next + gap;
          next = offset + 1;
          return { offset, timestamp, ...base64('key', key), ...base64('value', value) };
        });
        const chunk = chunkOf(records);
        assert.equal(chunk.start, BigInt(records[0]!.offset));
        assert.equal(chunk.next, BigInt(next));
        const read = collect(chunk.cursor(), chunk.start);
        assert.deepEqual(
          read.map(({ offset, key, value }) => [offset, hex(key), hex(value)]),
          all.map(({ key, value }, at) => [BigInt(records[at]!.offset), hex(key), hex(value)]),
        );
      }),
    );
  });

  it('takes signed header bytes, several of one name, and none', () => {
    const headers = [{ ë: [-61, -85] }, { a: [] }, { a: [1, 255] }, { b: null }];
    const chunk = chunkOf([{ offset: 1, headers }, { offset: 2 }, { offset: 3, headers: null }]);
    const [first, second, third] = collect(chunk.cursor(), chunk.start);
    assert.deepEqual(
      first?.headers.map(({ name, value }) => [name, value && [...value]]),
      [
        ['ë', [0xc3, 0xab]],
        ['a', []],
        ['a', [1, 255]],
        ['b', null],
      ],
    );
    assert.deepEqual([second?.headers, third?.headers], [[], []]);
  });
});

function base64(name: 'key' | 'value', bytes: Uint8Array | null | undefined): object {
  if (bytes === undefined) return {};
  return { [name]: bytes === null ? null : Buffer.from(bytes).toString('base64') };
}

function hex(bytes: Uint8Array | null | undefined): string | null {
  return bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString('hex');
}
