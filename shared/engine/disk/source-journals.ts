import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SluiceError } from '../../errors.ts';
import { partitionKey, type TopicPartition } from '../../record.ts';
import type { Emit, JournalReason } from '../../telemetry/events.ts';
import type { Budget } from '../budget.ts';
import type { Redo } from '../redo.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Journal } from './journal.ts';
import type { JournalHeader } from './journal-header.ts';
import type { Piece } from './piece.ts';
import { type FoundEpoch, readJournal } from './read-journal.ts';

/** What all journals of a source have in common. */
export interface SourceJournalsParts {
  /** Where they lie: of this pipeline and source alone. */
  readonly folder: string;
  readonly owner: Pick<JournalHeader, 'pipeline' | 'build' | 'groupId' | 'source' | 'fingerprint'>;
  readonly incarnationOf: (topic: string) => string;
  readonly space: Budget;
  readonly emit: Emit;
  readonly onFailure: (error: SluiceError) => void;
}

/** What the broker has of a partition that was just assigned, which a journal must go with. */
export interface Expected {
  /** -1n: nothing. */
  readonly committed: bigint;
  /** The epoch that the ledger names, where there is one to be done again. */
  readonly redo: Redo | null;
  /** Where the log ends; null: not known. */
  readonly highWatermark: bigint | null;
}

/** An epoch that goes on from its journal. */
export interface Restored {
  readonly journal: Journal;
  readonly checkpoint: Checkpoint;
  readonly pieces: readonly (readonly Piece[])[];
}

interface Named extends TopicPartition {
  readonly path: string;
  readonly first: bigint;
}

/**
 * The journals of one source: `<folder>/<topic>/<partition>/<first>.epoch`. A file is deleted when its epoch is stored,
 * or when partitions are assigned and it does not go with what the broker has. It is never more than a copy of what can
 * be read from Kafka, so that deleting one costs time only, and whatever is in doubt is deleted.
 */
export class SourceJournals {
  readonly #parts: SourceJournalsParts;
  /** By path: those that an epoch writes to, or is published from. */
  readonly #used = new Map<string, Journal>();
  readonly #ending = new Set<Promise<void>>();

  constructor(parts: SourceJournalsParts) {
    this.#parts = parts;
  }

  /** The journal of an epoch that begins; nothing is written before its first piece. */
  begin(at: TopicPartition, first: bigint, openedAtMs: number, variant: string | null): Journal {
    const { topic, partition } = at;
    const { owner, incarnationOf } = this.#parts;
    const incarnation = incarnationOf(topic);
    const header = { ...owner, topic, partition, incarnation, openedAtMs, variant };
    return this.#use({ ...header, first: String(first) }, null);
  }

  /**
   * The epoch of a partition, where there is a journal that goes with what the broker has.
   * @returns null where the epoch has to be read from Kafka
   */
  async restore(at: TopicPartition, expected: Expected): Promise<Restored | null> {
    await this.#settled();
    const path = this.#path(at, expected.committed);
    if (expected.committed < 0n || this.#used.has(path)) return null;
    const handle = await open(path, constants.O_RDWR).catch(() => null);
    if (handle === null) return null;
    const named = { ...at, path, first: expected.committed };
    const found = await readJournal(handle).catch((thrown: unknown) => ({ why: String(thrown) }));
    if ('why' in found) return this.#refuse(named, handle, 'damaged', found.why);
    const wrong = this.#mismatch(named, found, expected);
    if (wrong !== null) return this.#refuse(named, handle, ...wrong);
    // what comes after the last checkpoint is not part of it, and must not be found there again
    await handle.truncate(found.end);
    const journal = this.#use(found.header, { handle, position: found.end });
    return { journal, checkpoint: found.checkpoint, pieces: found.pieces };
  }

  /** Deletes what no epoch uses; called when all partitions of an assignment are restored. */
  async sweep(assigned: readonly TopicPartition[]): Promise<void> {
    await this.#settled();
    const ours = new Set(assigned.map(({ topic, partition }) => partitionKey(topic, partition)));
    for (const named of await this.#files()) {
      if (this.#used.has(named.path)) continue;
      const { topic, partition } = named;
      if (ours.has(partitionKey(topic, partition))) {
        await this.#delete(named, 'offset', 'the committed offset is not where it begins');
      } else await this.#delete(named, 'partition', 'the partition is not ours');
    }
  }

  /** Resolves when nothing is being closed or deleted any more. */
  async #settled(): Promise<void> {
    while (this.#ending.size > 0) await Promise.all(this.#ending);
  }

  /** Leaves the files of open epochs for the next process. */
  async close(): Promise<void> {
    for (const journal of this.#used.values()) journal.close();
    await this.#settled();
  }

  #mismatch(
    { topic, partition, first }: Named,
    { header, checkpoint }: FoundEpoch,
    { redo, highWatermark }: Expected,
  ): [JournalReason, string] | null {
    const { owner, incarnationOf } = this.#parts;
    const rules = ['pipeline', 'build', 'groupId', 'source', 'fingerprint'] as const;
    const other = rules.find((name) => header[name] !== owner[name]);
    if (other !== undefined) return ['rules', `${other} was ${header[other]}, not ${owner[other]}`];
    if (header.topic !== topic || header.partition !== partition || BigInt(header.first) !== first)
      return ['damaged', 'its header names another place'];
    const incarnation = incarnationOf(topic);
    if (incarnation === '') {
      return [
        'incarnation',
        'the broker has no topic ids, so it may be of another life of the topic',
      ];
    }
    if (header.incarnation !== incarnation) {
      return ['incarnation', `the topic was ${header.incarnation}, and is ${incarnation} now`];
    }
    const next = BigInt(checkpoint.next);
    if (next < first) return ['damaged', 'it ends before it begins'];
    if (highWatermark !== null && next > highWatermark) {
      return ['log', `it goes up to ${next}, and the log ends at ${highWatermark}`];
    }
    if (redo === null) {
      return header.variant === null ? null : ['ledger', 'it was begun for a ledger that is gone'];
    }
    if (header.openedAtMs !== redo.openedAtMs || header.variant !== redo.variant) {
      return ['ledger', 'the ledger names an epoch that was opened otherwise'];
    }
    return next > redo.next ? ['ledger', `the ledger ends at ${redo.next}, before ${next}`] : null;
  }

  #use(header: JournalHeader, file: { handle: FileHandle; position: number } | null): Journal {
    const { space, onFailure } = this.#parts;
    const path = this.#path(header, BigInt(header.first));
    const journal = new Journal(
      { path, header, space, onFailure, onEnd: (ended, work) => this.#end(ended, work) },
      file,
    );
    this.#used.set(path, journal);
    return journal;
  }

  /** One that cannot be deleted now is deleted at the next assignment. */
  #end(journal: Journal, work: Promise<void>): void {
    const ending = work
      .catch(() => undefined)
      .finally(() => {
        this.#ending.delete(ending);
        if (this.#used.get(journal.path) === journal) this.#used.delete(journal.path);
      });
    this.#ending.add(ending);
  }

  async #refuse(
    named: Named,
    handle: FileHandle,
    reason: JournalReason,
    detail: string,
  ): Promise<null> {
    await handle.close();
    await this.#delete(named, reason, detail);
    return null;
  }

  async #delete({ path, ...named }: Named, reason: JournalReason, detail: string): Promise<void> {
    const { emit, owner } = this.#parts;
    emit({ name: 'journal_deleted', source: owner.source, ...named, reason, detail });
    await rm(path, { force: true }).catch(() => undefined);
  }

  #path({ topic, partition }: TopicPartition, first: bigint): string {
    return join(this.#parts.folder, topic, String(partition), `${first}.epoch`);
  }

  async #files(): Promise<Named[]> {
    const { folder } = this.#parts;
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.flatMap((name) => {
      const found = /^([^/]+)\/(\d{1,10})\/(\d{1,19})\.epoch$/.exec(name.replaceAll(sep, '/'));
      if (found === null) return [];
      const [, topic = '', partition, first = ''] = found;
      return [
        { path: join(folder, name), topic, partition: Number(partition), first: BigInt(first) },
      ];
    });
  }
}
