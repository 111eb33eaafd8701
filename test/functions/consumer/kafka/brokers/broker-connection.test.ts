import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import {
  type BrokerConnection,
  openBrokerConnection,
} from '../../../../../functions/consumer/kafka/brokers/broker-connection.ts';
import { apis } from '../../../../../functions/consumer/kafka/brokers/requests.ts';
import type { CreateWire } from '../../../../../functions/consumer/kafka/brokers/wire.ts';
import { createKafkajsWires } from '../../../../../functions/consumer/kafka/kafkajs/wire.ts';
import { createPlatformaticWires } from '../../../../../functions/consumer/kafka/platformatic/wire.ts';
import type { SluiceError } from '../../../../../shared/errors.ts';
import type { KafkaConnectionModel } from '../../../../../shared/pipeline/model.ts';
import { resetSocket } from '../../../../support/reset-socket.ts';

const settings: KafkaConnectionModel = {
  client: 'kafkajs',
  bootstrapServers: [],
  clientId: 'scripted',
  rackId: '',
  connectTimeoutMs: 400,
  requestTimeoutMs: 400,
  tls: null,
  sasl: null,
};

const wires: readonly (readonly [string, CreateWire])[] = [
  ['kafkajs', createKafkajsWires({ connection: settings })],
  ['platformatic', createPlatformaticWires({ connection: settings })],
];

/** What the scripted broker does with a request: writes bytes, or does nothing. */
type Script = (socket: Socket, apiKey: number, frame: (body: Buffer) => Buffer) => void;

/** A broker that answers as the script says, a new connection to it, and what it was asked. */
async function withBroker(
  createWire: CreateWire,
  script: Script,
  work: (open: () => Promise<BrokerConnection>, asked: readonly number[]) => Promise<void>,
): Promise<void> {
  const asked: number[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let held = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      held = Buffer.concat([held, piece]);
      while (held.length >= 4 && held.length >= 4 + held.readInt32BE()) {
        const apiKey = held.readInt16BE(4);
        const correlationId = held.subarray(8, 12);
        held = held.subarray(4 + held.readInt32BE());
        asked.push(apiKey);
        script(socket, apiKey, (body) => {
          const size = Buffer.alloc(4);
          size.writeInt32BE(body.length + 4);
          return Buffer.concat([size, correlationId, body]);
        });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const connections: BrokerConnection[] = [];
  try {
    await work(async () => {
      const connection = await openBrokerConnection(address, { connection: settings, createWire });
      connections.push(connection);
      return connection;
    }, asked);
  } finally {
    for (const connection of connections) connection.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** All the requests that a consumer makes, in every version up to 20. */
function versionsAnswer(): Buffer {
  const keys = [...new Set(Object.values(apis).map(({ key }) => key))];
  const ints = keys.flatMap((key) => [key, 0, 20]);
  const answer = Buffer.alloc(2 + 4 + ints.length * 2 + 4);
  answer.writeInt32BE(keys.length, 2);
  for (const [index, value] of ints.entries()) answer.writeInt16BE(value, 6 + index * 2);
  return answer;
}

/** Speaks its versions, and then as the script says. */
function after(script: Script): Script {
  return (socket, apiKey, frame) => {
    if (apiKey === apis.ApiVersions.key) socket.write(frame(versionsAnswer()));
    else script(socket, apiKey, frame);
  };
}

const heartbeat = { groupId: 'g', memberId: 'm', generation: 1, groupInstanceId: null };
const unreachable = (error: SluiceError): boolean =>
  error.code === 'KAFKA_UNREACHABLE' && error.retryable;

for (const [name, createWire] of wires) {
  describe(`a connection of ${name}`, { timeout: 20_000 }, () => {
    it('is given up where the broker takes it and says nothing', async () => {
      const silent: Script = () => {};
      await withBroker(createWire, silent, async (open, asked) => {
        await assert.rejects(open(), unreachable);
        assert.deepEqual(asked, [apis.ApiVersions.key]);
      });
    });

    it('ends with a request whose answer does not come in time; nothing is sent on it again', async () => {
      const silent = after(() => {});
      await withBroker(createWire, silent, async (open, asked) => {
        const connection = await open();
        const others = connection.ask('Heartbeat', heartbeat, 60_000);
        const outcomes = await Promise.allSettled([
          connection.ask('Heartbeat', heartbeat, 200),
          others,
        ]);
        for (const outcome of outcomes) {
          assert.ok(outcome.status === 'rejected' && unreachable(outcome.reason as SluiceError));
        }
        assert.equal(connection.isOpen(), false);
        const before = asked.length;
        await assert.rejects(connection.ask('Heartbeat', heartbeat, 200), unreachable);
        await assert.rejects(connection.ready(), unreachable);
        assert.equal(asked.length, before);
      });
    });

    for (const [what, script] of [
      ['closes', (socket) => socket.end()],
      ['resets', resetSocket],
      [
        'closes in the middle of an answer',
        (socket, _key, frame) => socket.end(frame(Buffer.alloc(90)).subarray(0, 50)),
      ],
      [
        'answers what was not asked',
        (socket) => socket.write(Buffer.from([0, 0, 0, 8, 9, 9, 9, 9, 0, 0, 0, 0])),
      ],
      [
        'answers less than the answer has',
        (socket, _key, frame) => socket.write(frame(Buffer.alloc(3))),
      ],
    ] as readonly (readonly [string, Script])[]) {
      it(`settles its requests where the broker ${what}`, async () => {
        await withBroker(createWire, after(script), async (open) => {
          const connection = await open();
          const outcomes = await Promise.allSettled([
            connection.ask('Heartbeat', heartbeat, 1_000),
            connection.ask('Heartbeat', heartbeat, 1_000),
          ]);
          assert.deepEqual(
            outcomes.map(({ status }) => status),
            ['rejected', 'rejected'],
          );
          assert.equal(connection.isOpen(), false);
        });
      });
    }

    it('settles what is under way when it is closed here', async () => {
      const silent = after(() => {});
      await withBroker(createWire, silent, async (open) => {
        const connection = await open();
        const asking = connection.ask('Heartbeat', heartbeat, 60_000);
        connection.close();
        await assert.rejects(asking, { code: 'KAFKA_UNREACHABLE' });
      });
    });

    it('gives an error code as the answer that it is', async () => {
      const unknownMember = Buffer.from([0, 0, 0, 0, 0, 25]);
      const script = after((socket, _key, frame) => socket.write(frame(unknownMember)));
      await withBroker(createWire, script, async (open) => {
        const connection = await open();
        const { errorCode } = await connection.ask('Heartbeat', heartbeat, 1_000);
        assert.equal(errorCode, 25);
        assert.equal(connection.isOpen(), true);
      });
    });

    it('leaves the body of a fetch as it came, in however many pieces', async () => {
      const body = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, n) => (n * 31) % 251));
      body.writeInt32BE(0);
      const script = after((socket, _key, frame) => {
        const bytes = frame(body);
        for (let at = 0; at < bytes.length; at += 70_001) {
          socket.write(bytes.subarray(at, at + 70_001));
        }
      });
      const request = {
        maxWaitMs: 10,
        minBytes: 1,
        maxBytes: 1_000_000,
        isolationLevel: 'read_committed',
        rackId: '',
        partitions: [{ topic: 't', partition: 0, fetchOffset: 0n, maxBytes: 1_000_000 }],
      } as const;
      await withBroker(createWire, script, async (open) => {
        const connection = await open();
        const [first, second] = [
          await connection.ask('Fetch', request, 2_000),
          await connection.ask('Fetch', request, 2_000),
        ];
        assert.ok(first.equals(body));
        assert.ok(second.equals(body));
      });
    });
  });
}
