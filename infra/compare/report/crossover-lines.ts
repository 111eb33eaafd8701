import { type Comparison, containerName, type Crossing, followedRates } from './comparison.ts';

const titles: Readonly<Record<string, string>> = {
  [containerName]: 'the container on Fargate',
  'handler-provisioned': 'the provisioned handler',
  'handler-on-demand-endpoints': 'the handler on demand',
  'handler-on-demand-existing': 'the handler on demand with endpoints that are there already',
};

/** Where the container becomes cheaper than the handler, or the other way round, in words: a line each. */
export function crossoverLines({ crossings }: Comparison): string[] {
  return [...alwaysCheaper(crossings), ...crossings.flatMap(({ places }) => places.map(crossing))];
}

/** What is cheaper at every rate: a line for each, whatever number of others it is cheaper than. */
function alwaysCheaper(crossings: readonly Crossing[]): string[] {
  const others = new Map<string, string[]>();
  for (const { handler, places, cheaper } of crossings) {
    if (places.length > 0 || cheaper === null) continue;
    const other = cheaper === containerName ? handler : containerName;
    others.set(cheaper, [...(others.get(cheaper) ?? []), other]);
  }
  const [least, most] = followedRates.map((rate) => rate.toLocaleString('en-US'));
  return [...others].map(
    ([cheaper, than]) =>
      `From ${least} to ${most} events/s, as far as both are possible, ${words(cheaper)} is cheaper than ${list.format(than.map(words))}.`,
  );
}

const list = new Intl.ListFormat('en-GB');

function crossing({ rate, cheaperAbove, cheaperBelow }: Crossing['places'][number]): string {
  return `From about ${rounded(rate)} events/s on ${words(cheaperAbove)} is cheaper than ${words(cheaperBelow)}.`;
}

function words(name: string): string {
  return titles[name] ?? name;
}

function rounded(rate: number): string {
  return Number(rate.toPrecision(2)).toLocaleString('en-US');
}
