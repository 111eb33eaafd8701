import net from 'node:net';
import tls from 'node:tls';
import { SluiceError } from '../../../../shared/errors.ts';
import type { TlsModel } from '../../../../shared/pipeline/model.ts';
import type { Address } from './address.ts';

const keepAliveDelayMs = 60_000;

/** Opens a socket to a broker and calls `onConnect` when it is ready for requests (after the TLS handshake). */
export type CreateSocket = (address: Address, onConnect: () => void) => net.Socket;

/**
 * How sockets are opened under these TLS settings; null is plain text. Certificates and key are read once, here, so
 * that a wrong one is found before the first connection.
 * @throws {SluiceError} CONFIG_INVALID for a certificate or key that cannot be read, or a wrong passphrase
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
  const secureContext = createSecureContext(settings);
  return ({ host, port }, onConnect) =>
    tls.connect(
      {
        host,
        port,
        secureContext,
        rejectUnauthorized: settings.verifyCertificate,
        // a name for SNI; an address has none
        ...(net.isIP(host) === 0 ? { servername: host } : {}),
        ...(settings.verifyHostname ? {} : { checkServerIdentity: () => undefined }),
      },
      onConnect,
    );
}

function createSecureContext(settings: TlsModel): tls.SecureContext {
  try {
    return tls.createSecureContext({
      ...(settings.ca === null ? {} : { ca: settings.ca }),
      ...(settings.cert === null ? {} : { cert: settings.cert }),
      ...(settings.key === null ? {} : { key: settings.key }),
      ...(settings.keyPass === null ? {} : { passphrase: settings.keyPass }),
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError(
      'CONFIG_INVALID',
      `tls: certificate and key cannot be used (${text}); ca, cert and key are PEM, the key belongs to the certificate, keyPass opens the key`,
      { cause },
    );
  }
}
