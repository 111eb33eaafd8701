import type { Socket } from 'node:net';
import type { KafkaConnectionModel } from '../../../../shared/pipeline/model.ts';
import type { BearerToken } from '../brokers/bearer-token.ts';
import type { CreateWire, Refusal } from '../brokers/wire.ts';
import { createKafkajsConnection } from './internals.ts';
import { exchanges } from './requests.ts';
import { createSaslOptions } from './sasl.ts';
import { createSocketFactory } from './socket.ts';

interface KafkajsWireOptions {
  readonly connection: KafkaConnectionModel;
  /** Takes kafkajs' own log lines. */
  readonly debug?: (line: string) => void;
  readonly bearerToken?: BearerToken;
}

/**
 * Connections of kafkajs.
 * @throws {SluiceError} CONFIG_INVALID for certificates that cannot be used
 */
export function createKafkajsWires(options: KafkajsWireOptions): CreateWire {
  const { connection: settings, debug = () => {} } = options;
  const createSocket = createSocketFactory(settings.tls);
  return (address) => {
    const sockets: Socket[] = [];
    const inner = createKafkajsConnection({
      ...address,
      clientId: settings.clientId,
      connectTimeoutMs: settings.connectTimeoutMs,
      sasl: createSaslOptions(settings.sasl, options.bearerToken),
      debug,
      createSocket: (onConnect) => {
        const socket = createSocket(address, onConnect);
        sockets.push(socket);
        return socket;
      },
    });
    return {
      connect: () => inner.connect(),
      authenticate: async ({ apiVersions }) => {
        inner.setVersions(Object.fromEntries(apiVersions.map((range) => [range.apiKey, range])));
        inner.setSupportAuthenticationProtocol(true);
        await inner.authenticate();
        // the threshold of 10 s would authenticate at every request where sessions are short; kafkajs makes a BigInt of it
        const sessionMs = Number(inner.sessionLifetime.value);
        if (sessionMs > 0)
          inner.reauthenticationThreshold = Math.min(10_000, Math.floor(sessionMs / 4));
      },
      ask: async (api, request) => {
        const { call, read } = exchanges[api](request);
        return read((await inner.send(call)) as never);
      },
      // it renews a session within the next request
      ready: async () => {},
      isOpen: () => inner.isConnected(),
      sockets: () => sockets,
      refusalOf,
      abandon: (reason) => {
        inner.rejectRequests(reason);
        for (const socket of sockets) socket.destroy();
        // nothing is pending any more, so this only clears timers and marks the connection
        inner.disconnect().catch(() => {});
      },
    };
  };
}

function refusalOf(thrown: unknown): Refusal | null {
  if (!(thrown instanceof Error)) return null;
  const { name, message } = thrown;
  const type = 'type' in thrown && typeof thrown.type === 'string' ? thrown.type : '';
  if (type === 'ILLEGAL_SASL_STATE' || type === 'UNSUPPORTED_SASL_MECHANISM') {
    return { of: 'mechanism', text: type };
  }
  if (name !== 'KafkaJSSASLAuthenticationError' && type !== 'SASL_AUTHENTICATION_FAILED') {
    return null;
  }
  // a connection that breaks in the middle of the exchange says nothing about the credentials
  if (/clos|ECONNRESET|Not connected|timed out/iu.test(message)) return null;
  return { of: 'credentials', text: message };
}
