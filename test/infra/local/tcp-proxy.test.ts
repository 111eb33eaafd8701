import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import type { TcpProxy } from '../../support/tcp-proxy.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** The faults of the proxy, seen byte by byte between a client and a server that answers what it gets. */
let server: Server;
let received = '';
let proxy: TcpProxy;
const clients: Socket[] = [];

before(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      socket.write(`<${text}>`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => server.close());
beforeEach(async () => {
  received = '';
  proxy = await startTcpProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await proxy.close();
  for (const client of clients.splice(0)) client.destroy();
});

async function open(): Promise<{ socket: Socket; got: () => string; error: () => string | null }> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let text = '';
  let code: string | null = null;
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.message));
  await once(socket, 'connect');
  return { socket, got: () => text, error: () => code };
}

test('bytes pass both ways, and the end passes, too', async () => {
  const { socket, got } = await open();
  socket.end('ping');
  await once(socket, 'close');
  assert.equal(got(), '<ping>');
  assert.equal(proxy.accepted(), 1);
});

test('cut resets what is open, and the next connection works', async () => {
  const first = await open();
  first.socket.write('a');
  await waitUntil('a came back', () => first.got() === '<a>');
  proxy.cut();
  await waitUntil('it was reset', () => first.error() === 'ECONNRESET');
  const second = await open();
  second.socket.write('b');
  await waitUntil('b came back', () => second.got() === '<b>');
});

test('refuse resets new connections until resume', async () => {
  proxy.refuse();
  // The reset may come before the client has noticed that it was connected.
  const refused = connect(proxy.port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNRESET');
  proxy.resume();
  const welcome = await open();
  welcome.socket.write('c');
  await waitUntil('c came back', () => welcome.got() === '<c>');
});

for (const [direction, arrives] of [
  ['both', ''],
  ['requests', ''],
  ['answers', 'held'],
] as const) {
  test(`a black hole for ${direction} holds it, and resume delivers it`, async () => {
    const { socket, got } = await open();
    proxy.blackHole(direction);
    socket.write('held');
    await sleep(150);
    assert.deepEqual([received, got()], [arrives, '']);
    proxy.resume();
    await waitUntil('it came back', () => got() === '<held>');
  });
}

test('what a black hole held is lost by cut', async () => {
  const { socket, error } = await open();
  proxy.blackHole('requests');
  socket.write('lost');
  await sleep(50);
  proxy.cut();
  proxy.resume();
  await waitUntil('it was reset', () => error() === 'ECONNRESET');
  await sleep(50);
  assert.equal(received, '');
});

test('delay keeps the order and takes its time, each way', async () => {
  const { socket, got } = await open();
  proxy.delay(80);
  const startMs = performance.now();
  socket.write('1');
  await sleep(20);
  socket.write('2');
  await waitUntil('both came back', () => got().replaceAll(/[<>]/g, '') === '12');
  assert.ok(performance.now() - startMs >= 155);
});
