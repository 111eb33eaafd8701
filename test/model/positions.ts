import type { Ledger, Position } from './world.ts';

export function same(a: Position | null, b: Position | null): boolean {
  if (a === null || b === null) return a === b;
  return a.offset === b.offset && sameLedger(a.ledger, b.ledger);
}

function sameLedger(a: Ledger | null, b: Ledger | null): boolean {
  if (a === null || b === null) return a === b;
  const { next, rules, variant, onlyKey, givenUp } = a;
  if (next !== b.next || rules !== b.rules || givenUp !== b.givenUp) return false;
  return variant === b.variant && onlyKey === b.onlyKey;
}
