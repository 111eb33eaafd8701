// A thread of its own: takes whatever is put, reads it to the end and says that it has it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { etag: '"0"', 'content-length': 0 }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage((server.address() as AddressInfo).port, []);
});
