import net from 'node:net';
import tls from 'node:tls';
import type { TlsModel } from '../../../../shared/pipeline/model.ts';
import type { Address } from '../brokers/address.ts';
import { createTlsOptions } from '../brokers/tls-options.ts';

const keepAliveDelayMs = 60_000;

/** Opens a socket to a broker and calls `onConnect` when it is ready for requests (after the TLS handshake). */
export type CreateSocket = (address: Address, onConnect: () => void) => net.Socket;

/**
 * How sockets are opened under these TLS settings; null is plain text.
 * @throws {SluiceError} CONFIG_INVALID as `createTlsOptions`
 */
export function createSocketFactory(settings: TlsModel | null): CreateSocket {
  const open = settings === null ? net.connect : createTlsConnect(settings);
  return (address, onConnect) => {
    const socket = open(address, onConnect);
    socket.setKeepAlive(true, keepAliveDelayMs);
    // a heartbeat is a few bytes: never held back to be sent with something else
    socket.setNoDelay(true);
    return socket;
  };
}

function createTlsConnect(settings: TlsModel): CreateSocket {
  const options = createTlsOptions(settings);
  return ({ host, port }, onConnect) =>
    tls.connect(
      // a name for SNI; an address has none
      { host, port, ...options, ...(net.isIP(host) === 0 ? { servername: host } : {}) },
      onConnect,
    );
}
