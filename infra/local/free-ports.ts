import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a server can listen on this loopback port now. */
export async function isPortFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    server.close(() => resolve(true));
  });
  return promise;
}

/**
 * A free port for every name: the preferred one where it is free, otherwise any. Others are taken from below the range
 * that systems use for outgoing connections, so that none is lost between the choice and its use.
 */
export async function pickPorts<Name extends string>(
  names: readonly Name[],
  preferred: Readonly<Record<string, number>>,
): Promise<Record<Name, number>> {
  const picked = new Map<Name, number>();
  const taken = new Set<number>();
  for (const name of names) {
    let port = preferred[name] ?? somePort();
    while (taken.has(port) || !(await isPortFree(port))) port = somePort();
    taken.add(port);
    picked.set(name, port);
  }
  return Object.fromEntries(picked) as Record<Name, number>;
}

function somePort(): number {
  return randomInt(20_000, 32_000);
}
