import net from 'node:net';
import tls from 'node:tls';
import type { TlsModel } from '../../../../shared/pipeline/model.ts';
import type { Address } from '../brokers/address.ts';
import { FrameReader } from '../answers/frame-reader.ts';
import { createTlsOptions } from '../brokers/tls-options.ts';

const keepAliveDelayMs = 60_000;

/** Opens a socket to a broker and calls `onConnect` when it is ready for requests (after the TLS handshake). */
export type CreateSocket = (address: Address, onConnect: () => void) => net.Socket;

type Open = (
  options: Address & { readonly onread: net.OnReadOpts },
  onConnect: () => void,
) => net.Socket;

/**
 * How sockets are opened under these TLS settings; null is plain text.
 * @throws {SluiceError} CONFIG_INVALID as `createTlsOptions`
 */
export function createSocketFactory(settings: TlsModel | null): CreateSocket {
  const open: Open = settings === null ? net.connect : createTlsConnect(settings);
  return (address, onConnect) => {
    // an answer is one `data`, whatever pieces it comes in
    const frames = new FrameReader((frame) => socket.emit('data', frame));
    const onread: net.OnReadOpts = {
      buffer: () => frames.room,
      callback: (bytes, room) => {
        frames.took(bytes, room);
        return true;
      },
    };
    const socket = open({ ...address, onread }, onConnect);
    socket.setKeepAlive(true, keepAliveDelayMs);
    // a heartbeat is a few bytes: never held back to be sent with something else
    socket.setNoDelay(true);
    return socket;
  };
}

function createTlsConnect(settings: TlsModel): Open {
  const options = createTlsOptions(settings);
  return ({ host, port, onread }, onConnect) => {
    // a name for SNI; an address has none
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    // Node takes `onread` here, too; its types do not know that
    const all: tls.ConnectionOptions & { readonly onread: net.OnReadOpts } = {
      host,
      port,
      onread,
      ...options,
      ...name,
    };
    return tls.connect(all, onConnect);
  };
}
