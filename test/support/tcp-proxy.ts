import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { resetSocket } from './reset-socket.ts';

/** Which way a fault works: what clients send, what they get back, or both. */
type Direction = 'requests' | 'answers' | 'both';

/** A piece on its way, as it came from the network. */
export interface PassingPiece {
  /** Counted from 1 in the order in which connections came. */
  readonly connection: number;
  readonly direction: 'requests' | 'answers';
  readonly piece: Buffer;
}

/** A loopback TCP proxy that fails on command. It starts by passing everything on. */
export interface TcpProxy {
  readonly port: number;
  /** Where connections go: `host:port`. Until it is called, connections wait. */
  readonly aimAt: (target: string) => void;
  /** Resets every open connection, losing what is under way. New ones are welcome. */
  readonly cut: () => void;
  /** Resets every open connection and every new one, until `resume`: nothing listens there. */
  readonly refuse: () => void;
  /**
   * Keeps connections open and passes nothing on, until `resume` delivers what was held (or `cut` loses it). With
   * 'answers', requests are carried out and nobody learns of it.
   */
  readonly blackHole: (direction?: Direction) => void;
  /** Every piece, each way, is passed on that much later. */
  readonly delay: (ms: number) => void;
  /** What clients get is passed through this, piece by piece as it comes from the network; null: as it is. */
  readonly rewrite: (change: ((piece: Buffer) => Buffer) | null) => void;
  /** Each piece is shown before it is passed on; one that gets `false` is lost. Null: nobody looks. */
  readonly watch: (look: ((passing: PassingPiece) => boolean) | null) => void;
  /** Back to passing everything on at once. */
  readonly resume: () => void;
  readonly openConnections: () => number;
  /** How many connections there were in all. */
  readonly accepted: () => number;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(target?: string): Promise<TcpProxy> {
  let refusing = false;
  let delayMs = 0;
  let change: ((piece: Buffer) => Buffer) | null = null;
  let look: ((passing: PassingPiece) => boolean) | null = null;
  let accepted = 0;
  let held = new Set<'requests' | 'answers'>();
  let opened = Promise.withResolvers<undefined>();
  opened.resolve(undefined);
  const aim = Promise.withResolvers<string>();
  if (target !== undefined) aim.resolve(target);
  const sockets = new Set<Socket>();

  /** Resolves when this direction lets something through; asked again after, as it may have closed meanwhile. */
  const passage = async (direction: 'requests' | 'answers'): Promise<void> => {
    while (held.has(direction)) await opened.promise;
  };

  const pump = async (
    from: Socket,
    to: Socket,
    direction: 'requests' | 'answers',
    connection: number,
  ): Promise<void> => {
    let last: Promise<void> = Promise.resolve();
    const passOn = async (piece: Buffer, atMs: number): Promise<void> => {
      const waitMs = atMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      await passage(direction);
      if (to.destroyed || look?.({ connection, direction, piece }) === false) return;
      const passed = direction === 'answers' && change !== null ? change(piece) : piece;
      if (!to.write(passed)) await once(to, 'drain');
    };
    try {
      for await (const piece of from) {
        const atMs = performance.now() + delayMs;
        last = last.then(() => passOn(piece as Buffer, atMs));
        // a delay is a long way, not a narrow one: what comes meanwhile is under way as well
        if (delayMs === 0) await last;
        else last.catch(() => undefined);
      }
      await last;
      await passage(direction);
      to.end();
    } catch {
      // One side was reset: so is the other, as if there were no proxy between them.
      resetSocket(to);
    }
  };

  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };

  const forward = async (client: Socket, connection: number): Promise<void> => {
    const address = await aim.promise;
    if (client.destroyed) return;
    const separator = address.lastIndexOf(':');
    const upstream = connect({
      host: address.slice(0, separator),
      port: Number(address.slice(separator + 1)),
      allowHalfOpen: true,
    });
    track(upstream);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
    void pump(client, upstream, 'requests', connection);
    void pump(upstream, client, 'answers', connection);
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    track(client);
    accepted++;
    if (refusing) {
      resetSocket(client);
      return;
    }
    void forward(client, accepted);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // one that nobody closes because something else failed must not keep the process alive
  server.unref();

  const cut = (): void => {
    for (const socket of sockets) resetSocket(socket);
  };
  const letThrough = (): void => {
    held = new Set();
    opened.resolve(undefined);
  };
  return {
    port: (server.address() as AddressInfo).port,
    aimAt: (address) => aim.resolve(address),
    cut,
    refuse: () => {
      refusing = true;
      cut();
    },
    blackHole: (direction = 'both') => {
      opened.resolve(undefined);
      opened = Promise.withResolvers();
      held = new Set(direction === 'both' ? ['requests', 'answers'] : [direction]);
    },
    delay: (ms) => {
      delayMs = ms;
    },
    rewrite: (given) => {
      change = given;
    },
    watch: (given) => {
      look = given;
    },
    resume: () => {
      refusing = false;
      delayMs = 0;
      letThrough();
    },
    openConnections: () => sockets.size / 2,
    accepted: () => accepted,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      letThrough();
      await closed;
    },
  };
}
