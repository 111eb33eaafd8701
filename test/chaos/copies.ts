import type { SentLedger } from './kafka-requests.ts';

/** What an object's key says: whose epoch it is, and by which rules that was done again. */
interface Place {
  readonly partition: number;
  readonly first: bigint;
  /** Empty: by the rules that it was begun by. */
  readonly variant: string;
}

const name = /[^/]\+(\d+)\+(\d{20})(?:\+\d{4})?(?:\+([0-9a-f]{12}))?(?:\.[a-z.]+)?$/;

/**
 * Whether a record may be in all these objects at once: they are one epoch, done again by other rules than it was begun
 * by, under keys that say so. Nothing else allows a copy: each of them has to be of other rules, and the epoch's ledger
 * has to have been sent by rules other than those of every copy with a name of its own.
 */
export function copiesAllowed(keys: readonly string[], ledgers: readonly SentLedger[]): boolean {
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
    [...variants].every(
      (variant) => variant === '' || begun.some(({ fingerprint }) => fingerprint !== variant),
    )
  );
}

function placeOf(key: string): Place | null {
  const [, partition, first, variant = ''] = name.exec(key) ?? [];
  if (partition === undefined || first === undefined) return null;
  return { partition: Number(partition), first: BigInt(first), variant };
}
