/** An epoch that has to be published again as it was begun: by whom it was found in the ledger. */
export interface Redo {
  /** Where it has to end. */
  readonly next: bigint;
  readonly openedAtMs: number;
  /** Part of its keys, where it was begun by other rules, or of more records. */
  readonly variant: string | null;
  /** The key of its only object, where it had just one. */
  readonly onlyKey: string | null;
  /** Ids of the schemas that were given up in it: these, and no other; null: that is decided anew. */
  readonly givenUp: readonly string[] | null;
}
