import type { Comparison } from './comparison.ts';

/** Where the container becomes cheaper than the handler, or the other way round, in words. */
export function crossoverLines({ crossovers }: Comparison): string[] {
  if (crossovers.length === 0) {
    return ['Container on Fargate and cheapest handler: one of them is cheaper at every rate.'];
  }
  return crossovers.map(
    ({ rate, cheaperAbove, cheaperBelow }) =>
      `At about ${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en-US')} events/s ${words(cheaperAbove)} becomes cheaper than ${words(cheaperBelow)}.`,
  );
}

function words(name: string): string {
  return name === 'handler' ? 'the cheapest handler' : 'the container on Fargate';
}
