import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The listener under an address that its certificate does not hold. */
export async function openOtherDoor(
  target: string,
): Promise<{ readonly address: string } & AsyncDisposable> {
  const { hostname, port } = new URL(`kafka://${target}`);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = connect(Number(port), hostname);
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(broker).pipe(client);
  });
  server.listen(0, '127.0.0.2');
  await once(server, 'listening');
  return {
    address: `127.0.0.2:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
