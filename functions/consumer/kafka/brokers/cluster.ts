/**
 * The brokers and the connections to them. One connection for each broker and role: a broker answers the requests of
 * one connection one after another, so a heartbeat on a connection that also fetches or commits would wait behind them.
 */
import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import type { TopicDescription } from '../topics/topic-watch.ts';
import { askMetadata } from './ask-metadata.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import {
  type BrokerConnection,
  type OpenOptions,
  openBrokerConnection,
} from './broker-connection.ts';
import type { AnswerOf, ApiName, RequestOf } from './requests.ts';

/** What a connection is for: `group` carries joins and heartbeats, `commit` offsets, `fetch` records, `control` the rest. */
export type ConnectionRole = 'control' | 'group' | 'commit' | 'fetch';

export interface Cluster {
  /**
   * The open connection of that role to that broker, opened where there is none.
   * @throws {SluiceError} as `openBrokerConnection`; KAFKA_UNREACHABLE for a broker that no metadata named
   */
  readonly open: (nodeId: number, role: ConnectionRole) => Promise<BrokerConnection>;
  /** Opens and asks. */
  readonly ask: <A extends ApiName>(
    nodeId: number,
    role: ConnectionRole,
    api: A,
    request: RequestOf<A>,
    timeoutMs: number,
  ) => Promise<AnswerOf<A>>;
  /**
   * Asks any broker that answers: known ones first, then the bootstrap servers.
   * @throws {SluiceError} KAFKA_UNREACHABLE with every address that was tried and its reason, KAFKA_AUTH_FAILED
   */
  readonly askAny: <A extends ApiName>(
    api: A,
    request: RequestOf<A>,
    timeoutMs: number,
  ) => Promise<AnswerOf<A>>;
  /** Asks for these topics, all where the list is empty, and learns the brokers on the way. */
  readonly describe: (topics: readonly string[]) => Promise<TopicDescription[]>;
  /** Learns a broker's address from elsewhere (the coordinator's). */
  readonly learn: (nodeId: number, address: Address) => void;
  readonly drop: (nodeId: number, role: ConnectionRole) => void;
  /** Closes every connection; nothing opens again. */
  readonly close: () => void;
}

interface Slot {
  readonly address: string;
  readonly opening: Promise<BrokerConnection>;
  current: BrokerConnection | null;
}

/** @throws {SluiceError} CONFIG_INVALID for a bootstrap server that is no address */
export function createCluster(options: OpenOptions): Cluster {
  const bootstrap = options.connection.bootstrapServers.map(parseAddress);
  const requestTimeoutMs = options.connection.requestTimeoutMs;
  const nodes = new Map<number, Address>();
  const slots = new Map<string, Slot>();
  let closed = false;

  const openAt = async (key: string, address: Address): Promise<BrokerConnection> => {
    if (closed) throw new SluiceError('KAFKA_UNREACHABLE', 'the Kafka client is closed');
    const wanted = formatAddress(address);
    const held = slots.get(key);
    const usable = held !== undefined && (held.current === null || held.current.isOpen());
    if (usable && held.address === wanted) return held.opening;
    if (held !== undefined) held.current?.close();
    const opening = openBrokerConnection(address, options);
    const slot: Slot = { address: wanted, opening, current: null };
    slots.set(key, slot);
    try {
      slot.current = await opening;
    } catch (error) {
      if (slots.get(key) === slot) slots.delete(key);
      throw error;
    }
    // closed or replaced while it was being opened
    if (closed || slots.get(key) !== slot) slot.current.close();
    return slot.current;
  };
  const open = async (nodeId: number, role: ConnectionRole): Promise<BrokerConnection> => {
    const address = nodes.get(nodeId);
    if (address === undefined) {
      throw new SluiceError('KAFKA_UNREACHABLE', `broker ${nodeId} is not in the metadata`);
    }
    return openAt(`${nodeId}/${role}`, address);
  };

  const isOpen = (key: string): boolean => slots.get(key)?.current?.isOpen() ?? false;

  const withAny = async <T>(work: (connection: BrokerConnection) => Promise<T>): Promise<T> => {
    const failures = new Map<string, SluiceError>();
    const known = [...nodes].map(([id, address]) => ({ key: `${id}/control`, address }));
    const given = bootstrap.map((address) => ({
      key: `bootstrap/${formatAddress(address)}`,
      address,
    }));
    // one that is open comes first
    const targets = [...known, ...given].toSorted(
      (a, b) => Number(isOpen(b.key)) - Number(isOpen(a.key)),
    );
    for (const { key, address } of targets) {
      try {
        return await work(await openAt(key, address));
      } catch (thrown) {
        const error = toSluiceError(thrown);
        if (!error.retryable) throw error;
        failures.set(formatAddress(address), error);
      }
    }
    if (failures.size === 1) throw [...failures.values()][0];
    const reasons = [...failures.values()].map((error) => error.message);
    throw new SluiceError('KAFKA_UNREACHABLE', `no broker answers: ${reasons.join('; ')}`, {
      cause: [...failures.values()][0],
    });
  };

  const describe = async (topics: readonly string[]): Promise<TopicDescription[]> => {
    const answer = await withAny((connection) => askMetadata(connection, topics, requestTimeoutMs));
    // an empty list comes from a broker that is just starting: keep what is known
    if (answer.brokers.length > 0) {
      nodes.clear();
      for (const { nodeId, host, port } of answer.brokers) nodes.set(nodeId, { host, port });
      closeOrphans();
    }
    return answer.topics.map(({ partitions, ...topic }) => ({
      ...topic,
      leaders: new Map(partitions.map(({ partition, leader }) => [partition, leader])),
    }));
  };

  /** Bootstrap connections are left when brokers are known by number; so are brokers that are gone. */
  const closeOrphans = (): void => {
    for (const [key, slot] of slots) {
      const nodeId = Number(key.slice(0, key.indexOf('/')));
      if (nodes.has(nodeId) || (key.startsWith('bootstrap/') && nodes.size === 0)) continue;
      slots.delete(key);
      slot.opening.then(
        (connection) => connection.close(),
        () => {},
      );
    }
  };

  return {
    open,
    ask: async (nodeId, role, api, request, timeoutMs) =>
      (await open(nodeId, role)).ask(api, request, timeoutMs),
    askAny: (api, request, timeoutMs) =>
      withAny((connection) => connection.ask(api, request, timeoutMs)),
    describe,
    learn: (nodeId, address) => {
      nodes.set(nodeId, address);
    },
    drop: (nodeId, role) => {
      const key = `${nodeId}/${role}`;
      const slot = slots.get(key);
      slots.delete(key);
      slot?.opening.then(
        (connection) => connection.close(),
        () => {},
      );
    },
    close: () => {
      closed = true;
      for (const slot of slots.values()) {
        slot.opening.then(
          (connection) => connection.close(),
          () => {},
        );
      }
      slots.clear();
    },
  };
}
