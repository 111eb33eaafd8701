/**
 * A test process whose proxy reset a connection that it was just ending never came to its end: Node waited, at full load,
 * for a request that libuv had dropped. It held up CI for as long as CI was let run.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const resetSocket = fileURLToPath(new URL('../support/reset-socket.ts', import.meta.url));

const program = `
  import { once } from 'node:events';
  import { connect, createServer } from 'node:net';
  import { resetSocket } from ${JSON.stringify(resetSocket)};
  const server = createServer((peer) => peer.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (let round = 0; round < 20; round++) {
    const socket = connect(server.address().port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.end();
    resetSocket(socket);
  }
  server.close();
`;

test('a process that reset connections which it was just ending comes to its end', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: 'inherit',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});
