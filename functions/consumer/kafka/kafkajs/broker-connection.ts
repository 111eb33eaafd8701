/**
 * One open connection to one broker: opened, versions checked, authenticated. It is used until the first failure; a
 * connection that has once failed is never used again, because what it still carries is not known.
 */
import type { Socket } from 'node:net';
import { SluiceError } from '../../../../shared/errors.ts';
import type { KafkaConnectionModel } from '../../../../shared/pipeline/model.ts';
import { codeName } from '../protocol-codes.ts';
import { type Address, formatAddress } from './address.ts';
import { type FailureContext, toConnectionError } from './connection-error.ts';
import { createCall, createKafkajsConnection, neededApis, type ProtocolCall } from './internals.ts';
import { type BearerToken, createSaslOptions } from './sasl.ts';
import type { CreateSocket } from './socket.ts';

export interface BrokerConnection {
  readonly isOpen: () => boolean;
  /** Whether the broker has this version of a request, by its own word. */
  readonly supports: (api: { readonly key: number; readonly version: number }) => boolean;
  /**
   * Sends one request and gives its decoded answer, error codes within it unread. After any failure the connection is
   * closed.
   * @throws {SluiceError} KAFKA_UNREACHABLE (closed, or no answer in time: the broker may have acted on it all the
   *   same), KAFKA_AUTH_FAILED
   */
  readonly send: (call: ProtocolCall, timeoutMs: number) => Promise<unknown>;
  /** Closes at once; requests under way fail. */
  readonly close: () => void;
}

export interface OpenOptions {
  readonly connection: KafkaConnectionModel;
  readonly createSocket: CreateSocket;
  readonly debug: (line: string) => void;
  readonly bearerToken?: BearerToken;
}

interface VersionRange {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

interface ApiVersionsAnswer {
  readonly errorCode: number;
  readonly apiVersions: readonly VersionRange[];
}

/** @throws {SluiceError} KAFKA_UNREACHABLE, KAFKA_AUTH_FAILED, KAFKA_UNSUPPORTED */
export async function openBrokerConnection(
  address: Address,
  options: OpenOptions,
): Promise<BrokerConnection> {
  const state = { answered: false, socketError: null as Error | null, sawTls: false };
  const sockets: Socket[] = [];
  const { connection: settings } = options;
  const context = (): FailureContext => ({
    address: formatAddress(address),
    connection: settings,
    ...state,
  });
  const inner = createKafkajsConnection({
    ...address,
    clientId: settings.clientId,
    connectTimeoutMs: settings.connectTimeoutMs,
    sasl: createSaslOptions(settings.sasl, options.bearerToken),
    debug: options.debug,
    createSocket: (onConnect) => {
      const socket = options.createSocket(address, onConnect);
      sockets.push(socket);
      return socket;
    },
  });
  let open = true;
  let versions: ReadonlyMap<number, VersionRange> = new Map();
  const close = (reason: SluiceError): void => {
    if (!open) return;
    open = false;
    inner.rejectRequests(reason);
    for (const socket of sockets) socket.destroy();
    // nothing is pending any more, so this only clears timers and marks the connection
    inner.disconnect().catch(() => {});
  };
  const fail = (thrown: unknown): SluiceError => {
    const error = toConnectionError(thrown, context());
    close(error);
    return error;
  };
  const send = async (call: ProtocolCall, timeoutMs: number): Promise<unknown> => {
    if (!open) throw fail(new Error('the connection is closed'));
    try {
      const answer = await withTimeout(inner.send(call), timeoutMs);
      state.answered = true;
      return answer;
    } catch (thrown) {
      throw fail(thrown);
    }
  };

  try {
    const connected = inner.connect();
    watch(sockets, state, (thrown) => fail(thrown));
    await withTimeout(connected, settings.connectTimeoutMs + 1_000);
    versions = readVersions(
      await send(createCall('ApiVersions', {}), settings.connectTimeoutMs),
      formatAddress(address),
    );
    inner.setVersions(Object.fromEntries(versions));
    inner.setSupportAuthenticationProtocol(true);
    await withTimeout(inner.authenticate(), settings.requestTimeoutMs);
    // the threshold of 10 s would authenticate at every request where sessions are short; kafkajs makes a BigInt of it
    const sessionMs = Number(inner.sessionLifetime.value);
    if (sessionMs > 0)
      inner.reauthenticationThreshold = Math.min(10_000, Math.floor(sessionMs / 4));
  } catch (thrown) {
    throw fail(thrown);
  }
  return {
    isOpen: () => open && inner.isConnected(),
    supports: ({ key, version }) => hasVersion(versions.get(key), version),
    send,
    close: () => close(new SluiceError('KAFKA_UNREACHABLE', 'the connection was closed here')),
  };
}

/** kafkajs does not listen for `close`, and forgets the reason of an `error`. */
function watch(
  sockets: readonly Socket[],
  state: { socketError: Error | null; sawTls: boolean },
  onClose: (thrown: Error) => void,
): void {
  for (const socket of sockets) {
    socket.on('error', (error) => {
      state.socketError = error;
    });
    socket.prependOnceListener('data', (first: Buffer) => {
      // an alert or handshake record of TLS; as the length of an answer it would be over 350 MB
      state.sawTls = (first[0] === 0x15 || first[0] === 0x16) && first[1] === 0x03;
    });
    socket.on('close', () =>
      onClose(state.socketError ?? new Error('the broker closed the connection')),
    );
  }
}

function readVersions(answer: unknown, address: string): ReadonlyMap<number, VersionRange> {
  const { errorCode, apiVersions } = answer as ApiVersionsAnswer;
  const byKey = new Map(apiVersions.map((range) => [range.apiKey, range]));
  const missing = neededApis.filter(({ key, version }) => !hasVersion(byKey.get(key), version));
  if (errorCode !== 0 || missing.length > 0) {
    const what = missing.map(({ name, version }) => `${name} v${version}`).join(', ');
    throw new SluiceError(
      'KAFKA_UNSUPPORTED',
      `broker ${address} does not speak ${what || 'ApiVersions v2'} (${codeName(errorCode)}); Kafka 2.3 and newer do`,
    );
  }
  return byKey;
}

function hasVersion(range: VersionRange | undefined, version: number): boolean {
  return range !== undefined && version >= range.minVersion && version <= range.maxVersion;
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${timeoutMs} ms (timeout)`));
    // where this process itself was held up, the answer may be there, unread: timers come before sockets
    timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
