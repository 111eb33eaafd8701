import { type Comparison, containerName, type Crossing, followedRates } from './comparison.ts';

const titles: Readonly<Record<string, string>> = {
  [containerName]: 'the container on Fargate',
  'handler-provisioned': 'the provisioned handler',
  'handler-on-demand-endpoints': 'the handler on demand',
  'handler-on-demand-existing': 'the handler on demand with endpoints that are there already',
};

/** Where the container becomes cheaper than the handler, or the other way round, in words: a line each. */
export function crossoverLines({ crossings }: Comparison): string[] {
  return crossings.flatMap(lineOf);
}

function lineOf({ handler, places, cheaper }: Crossing): string[] {
  if (places.length > 0) {
    return places.map(
      ({ rate, cheaperAbove, cheaperBelow }) =>
        `From about ${rounded(rate)} events/s on ${words(cheaperAbove)} is cheaper than ${words(cheaperBelow)}.`,
    );
  }
  if (cheaper === null) return [];
  const [least, most] = followedRates.map((rate) => rate.toLocaleString('en-US'));
  const other = cheaper === containerName ? handler : containerName;
  return [
    `From ${least} to ${most} events/s, as far as both are possible, ${words(cheaper)} is cheaper than ${words(other)}.`,
  ];
}

function words(name: string): string {
  return titles[name] ?? name;
}

function rounded(rate: number): string {
  return Number(rate.toPrecision(2)).toLocaleString('en-US');
}
