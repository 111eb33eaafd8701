/**
 * One open connection to one broker: opened, versions checked, authenticated. It is used until the first failure; a
 * connection that has once failed is never used again, because what it still carries is not known.
 */
import type { Socket } from 'node:net';
import { SluiceError } from '../../../../shared/errors.ts';
import type { KafkaConnectionModel } from '../../../../shared/pipeline/model.ts';
import { codeName } from '../protocol-codes.ts';
import { type Address, formatAddress } from './address.ts';
import { toConnectionError } from './connection-error.ts';
import {
  type AnswerOf,
  type ApiName,
  apis,
  type RequestOf,
  type VersionRange,
} from './requests.ts';
import type { CreateWire } from './wire.ts';

export interface BrokerConnection {
  readonly isOpen: () => boolean;
  /** Whether the broker has this request in the version that is spoken, by its own word. */
  readonly supports: (api: ApiName) => boolean;
  /**
   * Resolves when a request would be written at once.
   * @throws {SluiceError} as `ask`
   */
  readonly ready: () => Promise<void>;
  /**
   * Sends one request and gives its answer, error codes within it unread. After any failure the connection is closed.
   * @throws {SluiceError} KAFKA_UNREACHABLE (closed, or no answer in time: the broker may have acted on it all the
   *   same), KAFKA_AUTH_FAILED
   */
  readonly ask: <A extends ApiName>(
    api: A,
    request: RequestOf<A>,
    timeoutMs: number,
  ) => Promise<AnswerOf<A>>;
  /** Closes at once; requests under way fail. */
  readonly close: () => void;
}

export interface OpenOptions {
  readonly connection: KafkaConnectionModel;
  readonly createWire: CreateWire;
}

/** @throws {SluiceError} KAFKA_UNREACHABLE, KAFKA_AUTH_FAILED, KAFKA_UNSUPPORTED */
export async function openBrokerConnection(
  address: Address,
  options: OpenOptions,
): Promise<BrokerConnection> {
  const { connection: settings } = options;
  const { connectTimeoutMs, requestTimeoutMs } = settings;
  const state = { answered: false, socketError: null as Error | null, sawTls: false };
  const wire = options.createWire(address);
  const waiting = new Set<(reason: SluiceError) => void>();
  let open = true;
  let versions: ReadonlyMap<number, VersionRange> = new Map();

  const close = (reason: SluiceError): void => {
    if (!open) return;
    open = false;
    wire.abandon(reason);
    for (const socket of wire.sockets()) socket.destroy();
    for (const reject of waiting) reject(reason);
  };
  const fail = (thrown: unknown): SluiceError => {
    const error = toConnectionError(thrown, {
      address: formatAddress(address),
      connection: settings,
      refusal: wire.refusalOf(thrown),
      ...state,
    });
    close(error);
    return error;
  };
  /** Settled by the answer, by the clock, or by the end of the connection, whatever the library does. */
  const within = async <T>(timeoutMs: number, work: () => Promise<T>): Promise<T> => {
    if (!open) throw fail(new Error('the connection is closed'));
    const { promise, reject } = Promise.withResolvers<never>();
    const late = new Error(`no answer within ${timeoutMs} ms (timeout)`);
    const giveUp = (): void => reject(late);
    // where this process itself was held up, the answer may be there, unread: timers come before sockets
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    waiting.add(reject);
    try {
      return await Promise.race([work(), promise]);
    } catch (thrown) {
      throw fail(thrown);
    } finally {
      clearTimeout(timer);
      waiting.delete(reject);
    }
  };
  const ask: BrokerConnection['ask'] = async (api, request, timeoutMs) => {
    const answer = await within(timeoutMs, () => wire.ask(api, request));
    state.answered = true;
    return answer;
  };

  await within(connectTimeoutMs + requestTimeoutMs, () => {
    const connected = wire.connect();
    watch(wire.sockets(), state, (thrown) => fail(thrown));
    return connected;
  });
  const answer = await ask('ApiVersions', null, connectTimeoutMs);
  try {
    versions = readVersions(answer, formatAddress(address));
  } catch (thrown) {
    throw fail(thrown);
  }
  await within(requestTimeoutMs, () => wire.authenticate(answer));
  return {
    isOpen: () => open && wire.isOpen(),
    supports: (api) => hasVersion(versions, api),
    ready: () => within(requestTimeoutMs, wire.ready),
    ask,
    close: () => close(new SluiceError('KAFKA_UNREACHABLE', 'the connection was closed here')),
  };
}

/** Libraries do not all listen for `close`, and forget the reason of an `error`. */
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

function readVersions(
  answer: AnswerOf<'ApiVersions'>,
  address: string,
): ReadonlyMap<number, VersionRange> {
  const { errorCode, apiVersions } = answer;
  const byKey = new Map(apiVersions.map((range) => [range.apiKey, range]));
  const missing = (Object.keys(apis) as ApiName[]).filter(
    (api) => apis[api].optional !== true && !hasVersion(byKey, api),
  );
  if (errorCode !== 0 || missing.length > 0) {
    const what = missing.map((api) => `${api} v${apis[api].version}`).join(', ');
    throw new SluiceError(
      'KAFKA_UNSUPPORTED',
      `broker ${address} does not speak ${what || 'ApiVersions v2'} (${codeName(errorCode)}); Kafka 2.3 and newer do`,
    );
  }
  return byKey;
}

function hasVersion(byKey: ReadonlyMap<number, VersionRange>, api: ApiName): boolean {
  const { key, version } = apis[api];
  const range = byKey.get(key);
  return range !== undefined && version >= range.minVersion && version <= range.maxVersion;
}
