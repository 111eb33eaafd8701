import { once } from 'node:events';
import { connect } from 'node:net';
import { int } from './record-batch.ts';

const produceKey = 0;
/** The oldest with batches in zstd; brokers from 2.1 on take it. */
const version = 7;
const inFlight = 3;
const timeoutMs = 30_000;

/** A connection that sends batches as they are: no client encodes faster than not at all. */
export interface ProduceConnection {
  /** Resolves when there is room for another request. @throws {Error} a batch was refused */
  readonly produce: (
    topic: string,
    parts: readonly { readonly partition: number; readonly batch: Buffer }[],
  ) => Promise<void>;
  /** Resolves when everything is acknowledged. */
  readonly settled: () => Promise<void>;
  readonly close: () => void;
}

export async function openProduceConnection(
  host: string,
  port: number,
): Promise<ProduceConnection> {
  const socket = connect({ host, port });
  await once(socket, 'connect');
  let failure: Error | null = null;
  let unanswered = 0;
  let received = Buffer.alloc(0);
  let changed = Promise.withResolvers<undefined>();
  const wake = (): void => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
      const end = 4 + received.readInt32BE(0);
      failure ??= refusalIn(received.subarray(4, end));
      received = received.subarray(end);
      unanswered--;
    }
    wake();
  });
  socket.on('error', (error) => (failure ??= error));
  socket.on('close', () => {
    failure ??= new Error('the broker closed the connection');
    wake();
  });
  const until = async (most: number): Promise<void> => {
    // both change in what the socket tells
    for (;;) {
      if (failure !== null) throw failure;
      if (unanswered <= most) return;
      await changed.promise;
    }
  };
  return {
    produce: async (topic, parts) => {
      if (parts.length === 0) return;
      await until(inFlight - 1);
      unanswered++;
      for (const piece of request(topic, parts)) socket.write(piece);
    },
    settled: () => until(0),
    close: () => socket.destroy(),
  };
}

function request(
  topic: string,
  parts: readonly { readonly partition: number; readonly batch: Buffer }[],
): Buffer[] {
  const head = Buffer.concat([
    int(2, produceKey),
    int(2, version),
    int(4, 0),
    text('sluice-test'),
    // no transaction; acknowledged by the leader
    int(2, -1),
    int(2, 1),
    int(4, timeoutMs),
    int(4, 1),
    text(topic),
    int(4, parts.length),
  ]);
  const body = parts.flatMap(({ partition, batch }) => [
    Buffer.concat([int(4, partition), int(4, batch.length)]),
    batch,
  ]);
  const size = body.reduce((sum, piece) => sum + piece.length, head.length);
  return [int(4, size), head, ...body];
}

/** Reads an answer as far as the error codes. */
function refusalIn(answer: Buffer): Error | null {
  // correlation id, one topic, its name
  let at = 4 + 4;
  at += 2 + answer.readInt16BE(at);
  const count = answer.readInt32BE(at);
  at += 4;
  for (let part = 0; part < count; part++) {
    const code = answer.readInt16BE(at + 4);
    if (code !== 0) {
      return new Error(`partition ${answer.readInt32BE(at)} refused a batch with code ${code}`);
    }
    at += 4 + 2 + 8 + 8 + 8;
  }
  return null;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int(2, bytes.length), bytes]);
}
