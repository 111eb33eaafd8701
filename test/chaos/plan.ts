import { randomOf } from '../support/simulation/random.ts';
import { longFaults, shortFaults } from './faults/all-faults.ts';
import { fileFaults } from './faults/file-faults.ts';
import { type Variant, variantOf } from './variant.ts';

/** What a round is to be: it follows from the seed and the number of the round alone. */
export interface Plan {
  readonly variant: Variant;
  /** A name of `longFaults`. */
  readonly long: string;
  /** Names of `shortFaults`: sequences that happen side by side; one of them of files, where there are any. */
  readonly short: readonly (readonly string[])[];
}

const shortFaultsARound = 4;
/** A restart costs most of a round's time, so that the others of the long ones come more often. */
const longDeck = Object.keys(longFaults).flatMap((kind) =>
  kind.startsWith('broker-') ? [kind] : [kind, kind],
);
const fileDeck = Object.keys(fileFaults);
const shortDeck = Object.keys(shortFaults).filter((kind) => !fileDeck.includes(kind));
/** Dense delivery has neither ledgers nor epoch records, so nothing can happen at them. */
const denseDeck = shortDeck.filter((kind) => !/ledger|record|^commit-late$/.test(kind));

/** @param round counted from 1 */
export function planOf(seed: number, round: number, dense: boolean): Plan {
  const drawn = Array.from({ length: shortFaultsARound }, (_, index) =>
    deal(dense ? denseDeck : shortDeck, seed, (round - 1) * shortFaultsARound + index),
  );
  const half = shortFaultsARound / 2;
  const variant = variantOf((name, values) => deal(values, mix(seed, name), round - 1), dense);
  const ofFiles = [0, 1].map((at) => deal(fileDeck, mix(seed, 'file'), 2 * (round - 1) + at));
  return {
    variant,
    long: deal(longDeck, mix(seed, 'long'), round - 1),
    short: [drawn.slice(0, half), drawn.slice(half), ...(variant.files === null ? [] : [ofFiles])],
  };
}

/** The card with this number, where decks of all of them are dealt one after the other, each in an order of its own. */
function deal<T>(cards: readonly T[], seed: number, number: number): T {
  const random = randomOf(mix(seed, String(Math.floor(number / cards.length))));
  const left = [...cards];
  for (let at = left.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [left[at], left[other]] = [left[other] as T, left[at] as T];
  }
  return left[number % cards.length] as T;
}

/** A seed that has nothing to do with the one that it comes from. */
export function mix(seed: number, name: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
