/** What the coordinator takes, as model and real consumer have it. */
export interface TakenPosition {
  readonly offset: number;
  readonly ledger: { next: number; variant: string | null; onlyKey: string | null } | null;
}

/** Something that has come to the store; `names` are the keys in an epoch record, null: an object. */
export interface Sight {
  readonly key: string;
  readonly first: number;
  readonly variant: string | null;
  readonly names: readonly string[] | null;
}

interface Begun {
  readonly first: number;
  readonly next: number;
  readonly variant: string | null;
  readonly onlyKey: string | null;
}

/**
 * Watches one partition from outside and tells which rule of the protocol was broken. The same rules are asked of the
 * model and of the real consumer in its simulation, so that the one does not drift away from the other:
 *
 *     1. nothing of an epoch is stored before its ledger was taken
 *     2. of an epoch with a record no object is stored that the record does not name, and none before it
 *     3. an offset is taken beyond an epoch only when all that its record, or its ledger, names is stored
 */
export class ProtocolHistory {
  readonly #begun: Begun[] = [];
  readonly #records: Sight[] = [];
  readonly #stored = new Set<string>();
  #committed: TakenPosition = { offset: 0, ledger: null };
  readonly broken: string[] = [];

  /** What has come to the store since the last commit, in order. */
  saw(sight: Sight): void {
    if (this.#stored.has(sight.key)) return;
    this.#stored.add(sight.key);
    const { first, variant, key, names } = sight;
    const begun = this.#begun.filter((one) => one.first === first && one.variant === variant);
    if (begun.length === 0) this.broken.push(`${key} is stored before its ledger`);
    if (names !== null) {
      this.#records.push(sight);
      return;
    }
    const record = this.#records.find((one) => one.first === first && one.variant === variant);
    const isNamed =
      record === undefined
        ? begun.some(({ onlyKey }) => onlyKey !== null)
        : record.names?.includes(key) === true || begun.some(({ onlyKey }) => onlyKey === key);
    if (!isNamed) this.broken.push(`${key} is stored, and neither record nor ledger speak of it`);
  }

  took(position: TakenPosition): void {
    const { offset, ledger } = position;
    const before = this.#committed;
    this.#committed = position;
    if (offset !== before.offset) this.#moved(before, offset);
    if (ledger !== null) this.#begun.push({ first: offset, ...ledger });
  }

  #moved({ offset: first, ledger }: TakenPosition, next: number): void {
    if (ledger === null || ledger.next !== next) {
      this.broken.push(`${next} is taken after ${first}, which no ledger announced`);
      return;
    }
    const ofEpoch = this.#begun.filter((one) => one.first === first && one.next === next);
    const isStored = ofEpoch.some(({ variant, onlyKey }) => {
      const record = this.#records.find((one) => one.first === first && one.variant === variant);
      if (record !== undefined) return record.names?.every((key) => this.#stored.has(key)) ?? false;
      return onlyKey !== null && (variant !== null || this.#stored.has(onlyKey));
    });
    if (!isStored) this.broken.push(`${next} is taken, and [${first}, ${next}) is not stored`);
  }
}
