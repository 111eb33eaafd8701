import type { PassingPiece, TcpProxy } from '../support/tcp-proxy.ts';

/** An offset commit on its way to the broker. `ledger`: it says which epoch begins; otherwise it only ends some. */
interface SeenCommit {
  readonly clientId: string;
  readonly step: 'ledger' | 'end';
}

/** What happens to the commit: lost on its way; carried out, with its answer lost and `also` called in its place. */
export type CommitFault =
  | { readonly do: 'lose'; readonly also: () => void }
  | { readonly do: 'lose answer'; readonly also: () => void };

type CommitRule = (commit: SeenCommit) => CommitFault | null;

/** Watches the offset commits of all clients, told apart by their client ids. */
export interface CommitWatch {
  /** Applies to the first commit that the rule has a fault for. Returns how to take the rule back. */
  readonly once: (rule: CommitRule) => () => void;
}

const offsetCommit = 8;
/** How the metadata of a commit begins that a ledger stands in. */
const ledgerMark = 'sluice1:';

export function watchCommits(proxy: TcpProxy): CommitWatch {
  const rules = new Set<CommitRule>();
  /** By connection: the request whose answer is lost; every answer after that is lost, too. */
  const awaited = new Map<number, { readonly correlationId: number; readonly also: () => void }>();
  const lost = new Set<number>();

  const onRequest = ({ connection, piece }: PassingPiece): boolean => {
    for (const { apiKey, correlationId, clientId, body } of requestsIn(piece)) {
      if (apiKey !== offsetCommit) continue;
      const step = body.includes(ledgerMark) ? 'ledger' : 'end';
      for (const rule of rules) {
        const fault = rule({ clientId, step });
        if (fault === null) continue;
        rules.delete(rule);
        if (fault.do === 'lose') {
          fault.also();
          return false;
        }
        awaited.set(connection, { correlationId, also: fault.also });
        break;
      }
    }
    return true;
  };

  proxy.watch((passing) => {
    const { connection, direction, piece } = passing;
    if (direction === 'requests') return onRequest(passing);
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
  };
}

/** The whole requests in a piece that begins with one. Clients write each request at once, and those of a consumer are small. */
function* requestsIn(piece: Buffer): Generator<{
  readonly apiKey: number;
  readonly correlationId: number;
  readonly clientId: string;
  readonly body: Buffer;
}> {
  for (let at = 0; at + 14 <= piece.length;) {
    const end = at + 4 + piece.readInt32BE(at);
    const idEnd = at + 14 + Math.max(0, piece.readInt16BE(at + 12));
    if (end <= at + 14 || end > piece.length || idEnd > end) return;
    yield {
      apiKey: piece.readInt16BE(at + 4),
      correlationId: piece.readInt32BE(at + 8),
      clientId: piece.toString('utf8', at + 14, idEnd),
      body: piece.subarray(idEnd, end),
    };
    at = end;
  }
}
