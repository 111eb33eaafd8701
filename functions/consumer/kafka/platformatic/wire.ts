import { isIP } from 'node:net';
import type { KafkaConnectionModel } from '../../../../shared/pipeline/model.ts';
import { apis } from '../brokers/requests.ts';
import type { BearerToken } from '../brokers/bearer-token.ts';
import { createTlsOptions } from '../brokers/tls-options.ts';
import type { CreateWire } from '../brokers/wire.ts';
import { Connection, type ConnectionOptions } from './library.ts';
import { ownErrorIn, refusalOf } from './refusal.ts';
import { exchanges } from './requests.ts';
import { createSaslOptions } from './sasl.ts';

interface PlatformaticWireOptions {
  readonly connection: KafkaConnectionModel;
  readonly bearerToken?: BearerToken;
}

const keepAliveDelayMs = 60_000;
/** The longest that a timer takes: timeouts of requests are not the library's, which has one for all. */
const neverMs = 2 ** 31 - 1;

/**
 * Connections of @platformatic/kafka.
 * @throws {SluiceError} CONFIG_INVALID for certificates that cannot be used
 */
export function createPlatformaticWires(options: PlatformaticWireOptions): CreateWire {
  const { connection: settings, bearerToken } = options;
  const { connectTimeoutMs, requestTimeoutMs } = settings;
  const tls = settings.tls === null ? null : createTlsOptions(settings.tls);
  const sasl = createSaslOptions(settings.sasl, bearerToken);
  const common: ConnectionOptions = {
    // the library's holds from the first packet to the end of the SASL exchange
    connectTimeout: connectTimeoutMs + requestTimeoutMs,
    requestTimeout: neverMs,
    // each request is written at once: none may lie in a queue when the connection breaks
    maxInflights: 1_000,
    ...(tls === null ? {} : { tls }),
    ...(sasl === null ? {} : { sasl }),
  };

  return ({ host, port }) => {
    const inner = new Connection(settings.clientId, {
      ...common,
      // a name for SNI; an address has none
      ...(tls !== null && isIP(host) === 0 ? { tlsServerName: host } : {}),
    });
    // thrown where nobody listens; whoever waits hears of it all the same
    inner.on('error', () => {});
    /** Between the two halves of a renewed SASL exchange the broker takes no other request. */
    const ready = async (): Promise<void> => {
      if (inner.status === 'reauthenticating') await inner.ready();
    };
    return {
      connect: async () => {
        const connected = inner.connect(host, port);
        const { socket } = inner;
        socket.setKeepAlive(true, keepAliveDelayMs);
        const late = new Error(`no connection within ${connectTimeoutMs} ms (timeout)`);
        const timer = setTimeout(() => socket.destroy(late), connectTimeoutMs);
        const onEnd = (): void => clearTimeout(timer);
        socket.once(tls === null ? 'connect' : 'secureConnect', onEnd).once('close', onEnd);
        try {
          await connected;
        } catch (thrown) {
          throw ownErrorIn(thrown) ?? thrown;
        }
      },
      authenticate: async () => {},
      ask: async (api, request) => {
        await ready();
        const { payload, parse } = exchanges[api](request);
        const { key, version } = apis[api];
        return new Promise((resolve, reject) => {
          inner.send(key, version, payload, parse, false, false, (error, answer) => {
            if (error === null) resolve(answer!);
            else reject(error);
          });
        });
      },
      ready,
      isOpen: () => inner.isConnected() || inner.status === 'reauthenticating',
      sockets: () => [inner.socket],
      refusalOf,
      abandon: () => {
        // clears the timer of the next renewal; it would wait for what is still to be written
        void inner.close();
        inner.socket.on('error', () => {}).destroy();
      },
    };
  };
}
