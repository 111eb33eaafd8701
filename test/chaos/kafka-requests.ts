import { once } from 'node:events';
import { connect } from 'node:net';
import type { PassingPiece, TcpProxy } from '../support/tcp-proxy.ts';
import {
  type CommittedEntry,
  readCommitAnswer,
  readCommits,
  type SentCommit,
} from './offset-commit.ts';

/** The step of the protocol that a commit is: it begins an epoch, it ends one, or both for different partitions. */
export type CommitStep = 'ledger' | 'end';

/** An offset commit on its way to the broker. */
interface SeenCommit {
  readonly clientId: string;
  readonly steps: ReadonlySet<CommitStep>;
}

/** What happens to the commit. */
export type CommitFault =
  /** Lost on its way. */
  | { readonly do: 'lose'; readonly also: () => void }
  /** Carried out, with its answer lost and `also` called in its place; what this connection is answered later is lost, too. */
  | { readonly do: 'lose answer'; readonly also: () => void }
  /** Nobody answers; it comes to the broker when `until` has resolved, long after its sender has given it up. */
  | {
      readonly do: 'late';
      readonly until: Promise<unknown>;
      /** @param errors the broker's answer: a code for each partition, 0 where it was taken */
      readonly also: (errors: readonly number[]) => void;
    };

type CommitRule = (commit: SeenCommit) => CommitFault | null;

/** Watches the offset commits of all clients, told apart by their client ids. */
export interface CommitWatch {
  /** Applies to the first commit that the rule has a fault for. Returns how to take the rule back. */
  readonly once: (rule: CommitRule) => () => void;
  /** Every ledger that was sent for a topic, whatever became of it: an epoch that was begun, or meant to be. */
  readonly ledgers: (topic: string) => readonly SentLedger[];
}

/** What a ledger says, as far as the check needs it. */
export interface SentLedger {
  readonly partition: number;
  readonly first: bigint;
  readonly fingerprint: string;
  readonly variant: string;
}

/** How the metadata of a commit begins that a ledger stands in. */
const ledgerMark = 'sluice1:';

/** @param direct where late commits are sent: past the proxy */
export function watchCommits(proxy: TcpProxy, direct: string): CommitWatch {
  const rules = new Set<CommitRule>();
  const offsets = new Map<string, bigint>();
  const ledgers = new Map<string, SentLedger[]>();
  /** By connection: the request whose answer is lost; every answer after that is lost, too. */
  const awaited = new Map<number, { readonly correlationId: number; readonly also: () => void }>();
  const lost = new Set<number>();

  const stepOf = (topic: string, entry: CommittedEntry): CommitStep[] => {
    const place = `${topic}/${entry.partition}`;
    const before = offsets.get(place);
    offsets.set(place, entry.offset);
    const steps: CommitStep[] = before !== undefined && entry.offset > before ? ['end'] : [];
    if (!entry.metadata.startsWith(ledgerMark)) return steps;
    const list = ledgers.get(topic) ?? [];
    ledgers.set(topic, list);
    list.push(ledgerIn(entry));
    return [...steps, 'ledger'];
  };

  const onCommit = (commit: SentCommit, { connection, piece }: PassingPiece): boolean => {
    const { clientId, correlationId } = commit;
    const steps = new Set(
      commit.topics.flatMap(({ topic, entries }) =>
        entries.flatMap((entry) => stepOf(topic, entry)),
      ),
    );
    for (const rule of rules) {
      const fault = rule({ clientId, steps });
      if (fault === null) continue;
      rules.delete(rule);
      if (fault.do === 'lose answer') {
        awaited.set(connection, { correlationId, also: fault.also });
        return true;
      }
      if (fault.do === 'lose') fault.also();
      else void sendLate(piece, commit.version, direct, fault);
      return false;
    }
    return true;
  };

  proxy.watch((passing) => {
    const { connection, direction, piece } = passing;
    if (direction === 'requests') {
      let pass = true;
      for (const commit of readCommits(piece)) pass = onCommit(commit, passing) && pass;
      return pass;
    }
    const waiting = awaited.get(connection);
    // answers of one connection come in the order of its requests, and a commit's is small: a piece of its own
    if (waiting !== undefined && piece.length >= 8) {
      if (piece.readInt32BE(4) !== waiting.correlationId) return true;
      awaited.delete(connection);
      lost.add(connection);
      waiting.also();
    }
    return !lost.has(connection);
  });
  return {
    once: (rule) => {
      rules.add(rule);
      return () => void rules.delete(rule);
    },
    ledgers: (topic) => ledgers.get(topic) ?? [],
  };
}

async function sendLate(
  piece: Buffer,
  version: number,
  address: string,
  { until, also }: Extract<CommitFault, { do: 'late' }>,
): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  try {
    await until;
    const socket = connect({ host, port: Number(port) });
    await once(socket, 'connect');
    socket.write(piece);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    also(readCommitAnswer(answer, version));
  } catch {
    // the moment did not come, or the broker is away: then it is lost
  }
}

function ledgerIn({ partition, offset, metadata }: CommittedEntry): SentLedger {
  const fields = JSON.parse(metadata.slice(ledgerMark.length)) as unknown[];
  const [, , , , fingerprint, variant] = fields;
  return { partition, first: offset, fingerprint: String(fingerprint), variant: String(variant) };
}
