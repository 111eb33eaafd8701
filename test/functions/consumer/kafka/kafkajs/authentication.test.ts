/** Who gets in, who does not, and what they are told: each listener of a real broker, with right and wrong settings. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import type { AclEntry, AclFilter, AclResourceTypes } from 'kafkajs';
import { createKafkaPort } from '../../../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import type { BearerToken } from '../../../../../functions/consumer/kafka/kafkajs/sasl.ts';
import type { ErrorCode, SluiceError } from '../../../../../shared/errors.ts';
import type { SaslModel, TlsModel } from '../../../../../shared/pipeline/model.ts';
import type { KafkaAddresses } from '../../../../../infra/local/addresses.ts';
import { testKafka } from '../../../../support/engines.ts';
import { createTopic, uniqueName, withAdmin } from '../../../../support/topics.ts';
import { createTestMember, type TestMember } from '../test-member.ts';

const acl = {
  resource: kafkajs.AclResourceTypes,
  operation: kafkajs.AclOperationTypes,
  permission: kafkajs.AclPermissionTypes,
  pattern: kafkajs.ResourcePatternTypes,
};
const kafka: KafkaAddresses = await testKafka();
const listeners = kafka.listeners;
const noSasl = listeners.saslPlaintext === null && 'this broker has no SASL listener';
const noTls = (kafka.tls === null || listeners.ssl === null) && 'this broker has no TLS listeners';
const { username, password } = kafka.sasl;
let topic = '';
let pem = { ca: '', cert: '', key: '' };

before(async () => {
  topic = await createTopic({ hint: 'auth' });
  if (kafka.tls === null) return;
  const [ca, cert, key] = await Promise.all(
    [kafka.tls.ca, kafka.tls.certificate, kafka.tls.key].map((path) => readFile(path, 'utf8')),
  );
  pem = { ca: ca!, cert: cert!, key: key! };
});

interface Attempt {
  readonly servers: string | null;
  readonly tls?: Partial<TlsModel>;
  readonly sasl?: SaslModel;
  readonly bearerToken?: BearerToken;
}

/** Connects, joins, commits and leaves: every kind of connection is opened. */
async function useAll(attempt: Attempt): Promise<TestMember> {
  const member = await createTestMember(
    (options) =>
      createKafkaPort(
        options,
        attempt.bearerToken === undefined ? {} : { bearerToken: attempt.bearerToken },
      ),
    {
      topics: [topic],
      groupId: uniqueName('auth'),
      bootstrapServers: attempt.servers!,
      connection: {
        connectTimeoutMs: 1_500,
        sasl: attempt.sasl ?? null,
        tls:
          attempt.tls === undefined
            ? null
            : {
                ca: null,
                cert: null,
                key: null,
                keyPass: null,
                verifyCertificate: true,
                verifyHostname: true,
                ...attempt.tls,
              },
      },
    },
  );
  try {
    await member.port.connect();
    await member.port.join(member.listener);
    const [result] = await member.port.commit(member.now().ownership, [
      { topic, partition: 0, offset: 1n, metadata: '' },
    ]);
    assert.equal(result!.outcome, 'ok');
  } finally {
    await member.port.close();
  }
  return member;
}

function withPassword(mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'): SaslModel {
  return { mechanism, username, password };
}

describe('a client that gives what the listener asks for gets in', { timeout: 60_000 }, () => {
  for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
    it(`SASL ${mechanism}`, { skip: noSasl }, async () => {
      await useAll({ servers: listeners.saslPlaintext, sasl: withPassword(mechanism) });
    });
    it(`SASL ${mechanism} over TLS`, { skip: noTls }, async () => {
      await useAll({
        servers: listeners.saslSsl,
        sasl: withPassword(mechanism),
        tls: { ca: pem.ca },
      });
    });
  }

  it('TLS with the issuer as tls.ca', { skip: noTls }, async () => {
    await useAll({ servers: listeners.ssl, tls: { ca: pem.ca } });
  });
  it('TLS without a look at the certificate', { skip: noTls }, async () => {
    await useAll({ servers: listeners.ssl, tls: { verifyCertificate: false } });
  });
  it('mTLS', { skip: noTls }, async () => {
    await useAll({ servers: listeners.mtls, tls: pem });
  });
  it('mTLS with a key behind a passphrase', { skip: noTls }, async () => {
    const key = await encryptKey('secret words');
    await useAll({ servers: listeners.mtls, tls: { ...pem, key, keyPass: 'secret words' } });
  });
  it(
    'a host name that the certificate does not hold, where verifyHostname is false',
    { skip: noTls },
    async () => {
      // the broker then sends us on to 127.0.0.1: the first connection is what this is about
      await using door = await openOtherDoor(listeners.ssl!);
      await useAll({
        servers: door.address,
        tls: { ca: pem.ca, verifyHostname: false },
      });
    },
  );
});

describe('a client that does not is told why', { timeout: 60_000 }, () => {
  const refused = async (attempt: Attempt, code: ErrorCode, message: RegExp): Promise<void> => {
    await assert.rejects(useAll(attempt), (error: SluiceError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.ok(!error.message.includes(password), 'the password is in the message');
      return true;
    });
  };

  for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
    it(`a wrong password, SASL ${mechanism}`, { skip: noSasl }, async () => {
      await refused(
        {
          servers: listeners.saslPlaintext,
          sasl: { mechanism, username, password: 'nonsense' },
        },
        'KAFKA_AUTH_FAILED',
        /Authentication failed|authentication failed|invalid credentials/u,
      );
    });
  }
  it('SASL on a listener that has none', async () => {
    await refused(
      { servers: listeners.plaintext, sasl: withPassword('PLAIN') },
      'KAFKA_AUTH_FAILED',
      /does not take SASL PLAIN/u,
    );
  });
  it('no SASL on a listener that wants it', { skip: noSasl }, async () => {
    await refused({ servers: listeners.saslPlaintext }, 'KAFKA_UNREACHABLE', /may expect SASL/u);
  });
  it('TLS on a plain text listener', async () => {
    await refused({ servers: listeners.plaintext, tls: {} }, 'KAFKA_UNREACHABLE', /plain text/u);
  });
  it('plain text on a TLS listener', { skip: noTls }, async () => {
    await refused({ servers: listeners.ssl }, 'KAFKA_UNREACHABLE', /TLS.*set tls|may expect TLS/u);
  });
  it('a certificate of an unknown issuer', { skip: noTls }, async () => {
    await refused({ servers: listeners.ssl, tls: {} }, 'KAFKA_UNREACHABLE', /tls\.ca/u);
  });
  it('a certificate for another name', { skip: noTls }, async () => {
    await using door = await openOtherDoor(listeners.ssl!);
    await refused(
      { servers: door.address, tls: { ca: pem.ca } },
      'KAFKA_UNREACHABLE',
      /another name.*verifyHostname/u,
    );
  });
  it('no certificate where one is asked for', { skip: noTls }, async () => {
    await refused(
      { servers: listeners.mtls, tls: { ca: pem.ca } },
      'KAFKA_AUTH_FAILED',
      /set tls\.cert and tls\.key/u,
    );
  });
  it('a wrong passphrase, before anything is opened', { skip: noTls }, async () => {
    const key = await encryptKey('secret words');
    await refused(
      { servers: listeners.mtls, tls: { ...pem, key, keyPass: 'other' } },
      'CONFIG_INVALID',
      /keyPass/u,
    );
  });
});

describe('a session that expires', { timeout: 60_000, skip: noSasl }, () => {
  it('is authenticated anew with a fresh token on the same connections, without a break', async () => {
    let tokens = 0;
    const bearerToken: BearerToken = async () => {
      tokens += 1;
      return { value: shortToken('pod', 6) };
    };
    const member = await createTestMember((options) => createKafkaPort(options, { bearerToken }), {
      topics: [topic],
      groupId: uniqueName('auth'),
      bootstrapServers: listeners.saslPlaintext!,
    });
    await member.port.connect();
    await member.port.join(member.listener);
    const first = tokens;
    for (let second = 0; second < 13; second += 1) {
      await sleep(1_000);
      const [result] = await member.port.commit(member.now().ownership, [
        { topic, partition: 0, offset: BigInt(second), metadata: '' },
      ]);
      assert.equal(result!.outcome, 'ok', `second ${second}: ${result!.reason}`);
    }
    assert.ok(tokens >= first + 4, `${tokens} tokens, ${first} at the start`);
    assert.deepEqual(member.restarts, []);
    assert.deepEqual(
      member.events.flatMap((event) =>
        event.name === 'kafka_retry' && !/LOAD_IN_PROGRESS|NOT_AVAILABLE/u.test(event.error.message)
          ? [event.error.message]
          : [],
      ),
      [],
    );
    await member.port.close();
  });
});

describe('what an access list denies', { timeout: 60_000, skip: noSasl }, () => {
  const groupId = uniqueName('denied');
  let hidden = '';
  before(async () => {
    hidden = await createTopic({ hint: 'hidden' });
    await withAdmin(async (admin) =>
      admin.createAcls({
        acl: [rule(acl.resource.TOPIC, hidden), rule(acl.resource.GROUP, groupId)],
      }),
    );
  });
  after(async () => {
    await withAdmin(async (admin) =>
      admin.deleteAcls({
        filters: [filter(acl.resource.TOPIC, hidden), filter(acl.resource.GROUP, groupId)],
      }),
    );
  });
  const rule = (resourceType: AclResourceTypes, resourceName: string): AclEntry => ({
    resourceType,
    resourceName,
    resourcePatternType: acl.pattern.LITERAL,
    principal: `User:${username}`,
    host: '*',
    operation: acl.operation.ALL,
    permissionType: acl.permission.DENY,
  });
  const filter = (resourceType: AclResourceTypes, resourceName: string): AclFilter => ({
    resourceType,
    resourceName,
    resourcePatternType: acl.pattern.LITERAL,
    operation: acl.operation.ANY,
    permissionType: acl.permission.ANY,
  });
  const memberOf = async (topics: string[], group: string): ReturnType<typeof createTestMember> =>
    createTestMember(createKafkaPort, {
      topics,
      groupId: group,
      bootstrapServers: listeners.saslPlaintext!,
      connection: { sasl: withPassword('PLAIN') },
    });

  it('a topic: KAFKA_ACCESS_DENIED at connect, with its name', async () => {
    const member = await memberOf([hidden], uniqueName('auth'));
    await assert.rejects(member.port.connect(), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_ACCESS_DENIED', error.message);
      assert.ok(error.message.includes(hidden));
      return true;
    });
    await member.port.close();
  });

  it('a group: KAFKA_ACCESS_DENIED at join, with its name', async () => {
    const member = await memberOf([topic], groupId);
    await member.port.connect();
    await assert.rejects(member.port.join(member.listener), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_ACCESS_DENIED', error.message);
      assert.ok(error.message.includes(groupId));
      return true;
    });
    await member.port.close();
  });
});

/** An unsigned token that holds for so many seconds. */
function shortToken(subject: string, seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: subject, iat: now, exp: now + seconds })}.`;
}

/** The listener under an address that its certificate does not hold. */
async function openOtherDoor(
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

async function encryptKey(passphrase: string): Promise<string> {
  const { stdout } = await promisify(execFile)('openssl', [
    'pkcs8',
    '-topk8',
    '-in',
    kafka.tls!.key,
    '-passout',
    `pass:${passphrase}`,
  ]);
  return stdout;
}
