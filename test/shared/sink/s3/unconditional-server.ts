import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { TestBucket } from '../../../support/bucket.ts';
import { resetSocket } from '../../../support/reset-socket.ts';

interface UnconditionalServer {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/**
 * An S3 server that has never heard of `If-None-Match`, as there are several: each PUT goes to the real bucket without
 * it. The condition is signed, so it cannot just be struck out on the way: the request is made and signed anew.
 */
export async function startUnconditionalServer(bucket: TestBucket): Promise<UnconditionalServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname);
    const store = async (): Promise<void> => {
      await bucket.client.send(
        new PutObjectCommand({
          Bucket: bucket.name,
          Key: path.slice(bucket.name.length + 2),
          Body: await buffer(request),
        }),
      );
      response.writeHead(200, { etag: '"x"' }).end();
    };
    store().catch(() => resetSocket(request.socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
