/** A rate at which one way becomes cheaper than another. */
export interface Crossover {
  readonly rate: number;
  /** Which is cheaper above it. */
  readonly cheaperAbove: string;
  readonly cheaperBelow: string;
}

const steps = 80;

/**
 * Where two curves of cost over the rate cross, between two rates; the bill moves in steps (whole tasks, whole pollers),
 * so each side is looked at in small steps and the place then halved until it is known to a hundredth.
 * @param costs null: not possible at that rate
 */
export function crossovers(
  [one, other]: readonly [string, string],
  costs: (rate: number) => readonly [number | null, number | null],
  [from, to]: readonly [number, number],
): readonly Crossover[] {
  const found: Crossover[] = [];
  const signAt = (rate: number): number => {
    const [a, b] = costs(rate);
    return a === null || b === null ? 0 : Math.sign(a - b);
  };
  let [lastRate, lastSign] = [from, signAt(from)];
  for (let step = 1; step <= steps; step++) {
    const rate = from * (to / from) ** (step / steps);
    const sign = signAt(rate);
    if (sign !== 0 && lastSign !== 0 && sign !== lastSign) {
      found.push({
        rate: halve(lastRate, rate, lastSign, signAt),
        cheaperAbove: sign < 0 ? one : other,
        cheaperBelow: sign < 0 ? other : one,
      });
    }
    if (sign !== 0) [lastRate, lastSign] = [rate, sign];
  }
  return found;
}

function halve(
  low: number,
  high: number,
  signLow: number,
  signAt: (rate: number) => number,
): number {
  let [from, to] = [low, high];
  while (to / from > 1.01) {
    const middle = Math.sqrt(from * to);
    if (signAt(middle) === signLow) from = middle;
    else to = middle;
  }
  return to;
}
