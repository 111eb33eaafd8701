import type { Socket } from 'node:net';
import type { SluiceError } from '../../../../shared/errors.ts';
import type { Address } from './address.ts';
import type { AnswerOf, ApiName, RequestOf } from './requests.ts';

/** Why a broker does not let a client in: it does not take the mechanism, or not these credentials. */
export interface Refusal {
  readonly of: 'mechanism' | 'credentials';
  /** In the broker's words, where it has some. */
  readonly text: string;
}

/**
 * What a library has to bring: one connection to one broker, its SASL exchange, and the requests. It need not see to
 * timeouts of requests nor settle those of a connection that broke: `openBrokerConnection` does both, for all alike.
 */
export interface Wire {
  /** Opens the socket, within the connect timeout; and may authenticate. */
  readonly connect: () => Promise<unknown>;
  /** Authenticates where `connect` has not. */
  readonly authenticate: (versions: AnswerOf<'ApiVersions'>) => Promise<void>;
  /** From `connect` on. Where a session is being renewed, it waits for that first. */
  readonly ask: <A extends ApiName>(api: A, request: RequestOf<A>) => Promise<AnswerOf<A>>;
  /** Resolves when what is asked would be written at once. */
  readonly ready: () => Promise<void>;
  readonly isOpen: () => boolean;
  /** Those that `connect` has opened: its first errors come before it is settled. */
  readonly sockets: () => readonly Socket[];
  /** Reads an error of the library; null where it is not about authentication. */
  readonly refusalOf: (thrown: unknown) => Refusal | null;
  /** Closes at once, and forgets what is under way. */
  readonly abandon: (reason: SluiceError) => void;
}

export type CreateWire = (address: Address) => Wire;
