import type { ProtocolHistory } from './history.ts';

/**
 * The protocol of exact mode (docs/delivery.md) for one partition, as small as it can be: what the group coordinator,
 * the store and each consumer know, and nothing of how they are built. `enabledSteps` says what may happen next,
 * `faultsOf` what must not be, `explore.ts` searches. The real consumer runs the same protocol in
 * test/functions/consumer/exactly-once.test.ts; that is slower by orders of magnitude, and finds what a model leaves out.
 */
export interface World {
  /** Records that the log still holds, a bit for each offset; `end` is the offset after the last. */
  log: number;
  readonly end: number;
  /** What the coordinator has. */
  committed: Position;
  generation: number;
  /** The session that holds the partition in this generation; 0: none. */
  owner: number;
  /** Commits under way: taken at any time, or never. */
  commits: Commit[];
  /** Conditional creates under way, likewise. */
  creates: Create[];
  readonly objects: Map<string, StoredObject>;
  readonly records: Map<string, EpochRecord>;
  /** Records of which a line is in a file, on the disk; a bit for each offset. */
  filed: number;
  members: Member[];
  /** What consumers that start from now on are deployed with. */
  rules: Rules;
  /** Offsets of epochs that a consumer has said to be stored twice, perhaps. */
  doubled: number;
  /** A consumer stopped because what lies under its key is not its own. */
  conflict: string | null;
  /** The committed offset has fallen. */
  fell: boolean;
  readonly left: Record<Fault, number>;
  readonly mistake: Mistake;
  /** Watches a single schedule; a search goes through many at once. */
  readonly history: ProtocolHistory | null;
}

export const faults = [
  'crash',
  'join',
  'renew',
  'lost answer',
  'deploy',
  'compact',
  'grow',
  'stranger',
  'give up',
] as const;
/** What may go wrong, or just happen, a limited number of times. */
export type Fault = (typeof faults)[number];

/** How the protocol can be broken on purpose, to see whether the search finds that. */
export type Mistake =
  | 'none'
  | 'no ledger'
  | 'no fence'
  | 'cuts by chance'
  | 'lines later'
  | '412 blindly'
  | 'asks again';

/** Two pipelines that put records into different objects. */
export type Rules = 1 | 2;

export interface Position {
  readonly offset: number;
  readonly ledger: Ledger | null;
}

export interface Ledger {
  readonly next: number;
  readonly rules: Rules;
  readonly variant: string | null;
  readonly onlyKey: string | null;
  /** Whether records that need a schema had to do without, and are dead letters. */
  readonly givenUp: boolean;
}

/** An epoch to be done again; `givenUp` null: that is decided anew, as it is another by other rules. */
export type Redo = Omit<Ledger, 'givenUp'> & { readonly givenUp: boolean | null };

export interface Commit {
  readonly member: number;
  readonly session: number;
  readonly generation: number;
  readonly position: Position;
}

/** @property object which of the epoch's objects; null: its record */
export interface Create {
  readonly member: number;
  readonly session: number;
  readonly key: string;
  readonly first: number;
  readonly variant: string | null;
  readonly object: number | null;
  readonly stored: StoredObject | EpochRecord;
}

export interface StoredObject {
  /** Its records, a bit for each offset. */
  readonly content: number;
  readonly first: number;
  readonly next: number;
  readonly rules: Rules;
  /** Records of the epoch that made it. */
  readonly count: number;
  /** Stored while it grew: then it says only where the epoch begins. By which session's upload. */
  readonly grownBy: number | null;
}

export interface EpochRecord {
  readonly next: number;
  readonly rules: Rules;
  readonly count: number;
  readonly objects: readonly { readonly key: string; readonly content: number }[];
}

export interface Member {
  at: 'out' | 'joined' | 'holding';
  /** Differs for each time that it joins as a new member. */
  session: number;
  generation: number;
  rules: Rules;
  /** What the coordinator is known to have; null: not read yet. */
  known: Position | null;
  /** What it should have. */
  due: Position;
  /** A commit waits for its answer. */
  waits: boolean;
  /** This generation can commit no more. */
  fenced: boolean;
  position: number;
  redo: Redo | null;
  /** Read, and not yet stored: the first one is being published. */
  queue: Epoch[];
}

export interface Epoch {
  readonly first: number;
  readonly next: number;
  readonly content: number;
  readonly redo: Redo | null;
  readonly givenUp: boolean;
  readonly grown: boolean;
  readonly rollAt: number;
  /** Its lines are in a file, on the disk. */
  filed: boolean;
  variant: string | null;
  phase: 'cut' | 'ledger due' | 'begun' | 'record asked for' | 'store';
  /** Objects that are asked for, and those that are there; a bit for each. */
  asked: number;
  done: number;
}

const nothing: Position = { offset: 0, ledger: null };

export function newWorld(
  end: number,
  left: Record<Fault, number>,
  mistake: Mistake,
  history: ProtocolHistory | null = null,
): World {
  return {
    log: 2 ** end - 1,
    end,
    committed: nothing,
    generation: 0,
    owner: 0,
    commits: [],
    creates: [],
    objects: new Map(),
    records: new Map(),
    filed: 0,
    members: [newMember(), newMember()],
    rules: 1,
    doubled: 0,
    conflict: null,
    fell: false,
    left: { ...left },
    mistake,
    history,
  };
}

export function newMember(): Member {
  return {
    at: 'out',
    session: 0,
    generation: 0,
    rules: 1,
    known: null,
    due: nothing,
    waits: false,
    fenced: false,
    position: 0,
    redo: null,
    queue: [],
  };
}

/** Positions, requests and what is stored never change once they are made, so they are shared. */
export function copyOf(world: World): World {
  return {
    ...world,
    commits: [...world.commits],
    creates: [...world.creates],
    objects: new Map(world.objects),
    records: new Map(world.records),
    members: world.members.map((member) => ({
      ...member,
      queue: member.queue.map((epoch) => ({ ...epoch })),
    })),
    left: { ...world.left },
  };
}

/** The same for worlds in which the same can happen. */
export function nameOf(world: World): string {
  return JSON.stringify({ ...world, objects: [...world.objects], records: [...world.records] });
}
