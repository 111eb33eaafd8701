import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { trustsTransport } from '../../../../shared/sink/s3/client.ts';
import { bodyOf, proofOf } from '../../../../shared/sink/s3/payload.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 });

describe('the proof of a body', () => {
  it('is the hash of its pieces as if they were joined', () => {
    fc.assert(
      fc.property(pieces, (body) => {
        const joined = Buffer.concat(body);
        assert.deepEqual(proofOf(body, false), {
          contentSha256: createHash('sha256').update(joined).digest('hex'),
          crc32: null,
        });
        const sum = Buffer.alloc(4);
        sum.writeUInt32BE(crc32(joined));
        assert.deepEqual(proofOf(body, true), {
          contentSha256: 'UNSIGNED-PAYLOAD',
          crc32: sum.toString('base64'),
        });
      }),
    );
  });

  it('is the CRC32 of the specification', () => {
    assert.equal(
      proofOf([Buffer.from('1234'), Buffer.from('56789')], true).crc32,
      Buffer.from('cbf43926', 'hex').toString('base64'),
    );
  });
});

describe('a body for one try', () => {
  it('is all the pieces, as often as one asks', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (body) => {
        for (let attempt = 0; attempt < 2; attempt++) {
          const made = bodyOf(body);
          const got = Buffer.isBuffer(made) ? made : await buffer(made);
          assert.deepEqual(got, Buffer.concat(body));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of one piece is that piece, not a copy', () => {
    const piece = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
    const body = bodyOf([piece]);
    assert.ok(Buffer.isBuffer(body));
    assert.equal(body.buffer, piece.buffer);
    assert.deepEqual([...body], [1, 2]);
  });
});

describe('the transport is trusted', () => {
  const cases: [string | null, boolean][] = [
    [null, true],
    ['https://s3.eu-west-1.amazonaws.com', true],
    ['https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com', true],
    ['https://s3.cn-north-1.amazonaws.com.cn', true],
    ['http://s3.eu-west-1.amazonaws.com', false],
    ['https://minio.local:9000', false],
    ['https://amazonaws.com.evil.example', false],
    ['https://notamazonaws.com', false],
    ['not a url', false],
  ];
  for (const [endpoint, trusted] of cases) {
    it(`${trusted ? 'to' : 'not to'} ${endpoint ?? 'AWS by default'}`, () => {
      assert.equal(trustsTransport(endpoint), trusted);
    });
  }
});
