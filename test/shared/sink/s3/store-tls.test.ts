import assert from 'node:assert/strict';
import dns from 'node:dns';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import { ensureCertificates } from '../../../../infra/local/certificates.ts';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { startFaultServer, type FaultServer } from './fault-server.ts';
import { objectOf, storeModel, userAgent } from '../../../support/store-model.ts';

const never = new AbortController().signal;
const body = ['{"a":1}\n', '{"a":2}\n'];

/** A TLS server on this machine that answers to this host name, and a store that writes there. */
async function setUp(
  t: TestContext,
  host: string,
): Promise<{ readonly server: FaultServer; readonly store: ObjectStore } | null> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const certificates = await ensureCertificates(join(folder, 'tls'));
  if (certificates === null) {
    t.skip('no openssl on this machine');
    return null;
  }
  const pem = await readFile(certificates.serverPem);
  const server = await startFaultServer([], createServer({ key: pem, cert: pem }));
  type Answer = (error: null, addresses: { address: string; family: number }[]) => void;
  t.mock.method(dns, 'lookup', (_host: string, _options: unknown, answer: Answer) => {
    answer(null, [{ address: '127.0.0.1', family: 4 }]);
  });
  const endpoint = `https://${host}:${new URL(server.endpoint).port}`;
  const store = createS3Store(
    storeModel({ endpoint, request: { timeoutMs: 5000, maxAttempts: 1 } }),
    { userAgent },
  );
  t.after(async () => {
    store.close();
    await server.close();
  });
  return { server, store };
}

/** The certificate is for localhost, and the names below are AWS's. */
function trustAnyCertificate(t: TestContext): void {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.after(() => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });
}

describe('over TLS', () => {
  it('to AWS the body is vouched for by its CRC32, and is not hashed for the signature', async (t) => {
    const made = await setUp(t, 's3.us-east-1.amazonaws.com');
    if (made === null) return;
    trustAnyCertificate(t);
    await made.store.put(objectOf('raw/x', body), never);
    const [{ headers, body: received } = assert.fail()] = made.server.requests;
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body.join('')));
    assert.equal(received.toString(), body.join(''));
    assert.equal(headers['x-amz-content-sha256'], 'UNSIGNED-PAYLOAD');
    assert.equal(headers['x-amz-checksum-crc32'], sum.toString('base64'));
    assert.match(String(headers.authorization), /SignedHeaders=[^,]*x-amz-checksum-crc32/);
    assert.equal(headers['transfer-encoding'], undefined);
    assert.equal(headers['x-amz-trailer'], undefined);
  });

  it('to another server it is signed, without a checksum header', async (t) => {
    const made = await setUp(t, 'minio.example');
    if (made === null) return;
    trustAnyCertificate(t);
    await made.store.put(objectOf('raw/x', body), never);
    const [{ headers } = assert.fail()] = made.server.requests;
    assert.match(String(headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
    assert.equal(
      Object.keys(headers).some((name) => name.startsWith('x-amz-checksum-')),
      false,
    );
  });

  it('a certificate that nobody vouches for is named in the error', async (t) => {
    const made = await setUp(t, 'localhost');
    if (made === null) return;
    await assert.rejects(made.store.put(objectOf('raw/x', body), never), {
      code: 'STORE_UNAVAILABLE',
      message: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/,
    });
    assert.equal(made.server.requests.length, 0);
  });
});
