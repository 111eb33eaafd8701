import type { SentLedger } from './kafka-requests.ts';

/** What an object's key says: whose epoch it is, and by which rules that was done again. */
export interface Place {
  readonly partition: number;
  readonly first: bigint;
  /** Empty: by the rules that it was begun by. */
  readonly variant: string;
}

const name = /[^/]\+(\d+)\+(\d{20})(?:\+\d{4})?(?:\+([0-9a-f]{12}|c\d+))?(?:\.[a-z.]+)?$/;
/** How the keys of an epoch end that was compacted before it was done again: with the count of what was left. */
const ofCompacted = /^c\d{1,11}$/;

/**
 * Whether a record may be in all these objects at once: they are one epoch, done again by other rules than it was begun
 * by, or after it was compacted, under keys that say so. Nothing else allows a copy: each of them has to have a name of
 * its own; of rules, the epoch's ledger has to have been sent by others; of what was left, by a ledger that names it.
 */
export function copiesAllowed(
  keys: readonly string[],
  ledgers: readonly SentLedger[],
  compacted: boolean,
): boolean {
  const places = keys.map(placeOf);
  const [one] = places;
  if (one === undefined || one === null) return false;
  const variants = new Set<string>();
  for (const place of places) {
    if (place === null || place.partition !== one.partition || place.first !== one.first) {
      return false;
    }
    variants.add(place.variant);
  }
  const begun = ledgers.filter(
    ({ partition, first }) => partition === one.partition && first === one.first,
  );
  return (
    variants.size === places.length &&
    [...variants].every((variant) => {
      if (variant === '') return true;
      if (!ofCompacted.test(variant)) return begun.some((sent) => sent.fingerprint !== variant);
      return compacted && begun.some((sent) => sent.variant === variant);
    })
  );
}

/** Null: not the key of an epoch's object. */
export function placeOf(key: string): Place | null {
  const [, partition, first, variant = ''] = name.exec(key) ?? [];
  if (partition === undefined || first === undefined) return null;
  return { partition: Number(partition), first: BigInt(first), variant };
}
