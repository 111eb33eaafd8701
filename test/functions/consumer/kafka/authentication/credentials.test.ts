/** Who gets in, who does not, and what they are told: each listener of a real broker, with right and wrong settings. */
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { BearerToken } from '../../../../../functions/consumer/kafka/brokers/bearer-token.ts';
import type { ErrorCode, SluiceError } from '../../../../../shared/errors.ts';
import type { SaslModel, TlsModel } from '../../../../../shared/pipeline/model.ts';
import { unsignedToken } from '../../../../support/engines.ts';
import { createTopic, uniqueName } from '../../../../support/topics.ts';
import type { CreateAdapter } from '../adapters.ts';
import { overAdapters } from '../contract/over-adapters.ts';
import { createTestMember } from '../test-member.ts';
import {
  encryptKey,
  listeners,
  noSasl,
  noTls,
  password,
  readPem,
  username,
  withPassword,
} from './listeners.ts';
import { openOtherDoor } from './other-door.ts';

let topic = '';
let pem = { ca: '', cert: '', key: '' };

before(async () => {
  topic = await createTopic({ hint: 'auth' });
  pem = await readPem();
});

interface Attempt {
  readonly servers: string | null;
  readonly tls?: Partial<TlsModel>;
  readonly sasl?: SaslModel;
  readonly bearerToken?: BearerToken;
}

/** Connects, joins, commits and leaves: every kind of connection is opened. */
async function connectWith(create: CreateAdapter, attempt: Attempt): Promise<void> {
  const { bearerToken } = attempt;
  const parts = bearerToken === undefined ? {} : { bearerToken };
  const member = await createTestMember((options) => create(options, parts), {
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
  });
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
}

overAdapters('a client that gives what the listener asks for gets in', ({ create }) => {
  const useAll = (attempt: Attempt): Promise<void> => connectWith(create, attempt);

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

overAdapters('a client that does not is told why', ({ create }) => {
  const refused = async (attempt: Attempt, code: ErrorCode, message: RegExp): Promise<void> => {
    await assert.rejects(connectWith(create, attempt), (error: SluiceError) => {
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
  it('a token that is over', { skip: noSasl }, async () => {
    const bearerToken: BearerToken = async () => ({
      value: unsignedToken('pod', Date.now() - 7_200_000),
    });
    await refused({ servers: listeners.saslPlaintext, bearerToken }, 'KAFKA_AUTH_FAILED', /token/u);
  });
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
