import type { Comparison } from '../comparison.ts';
import { costsTable, crossoverText, ratesTable, sensitivityTable } from './costs.ts';
import { derivations, pricesTable } from './how.ts';
import { dollars } from '../explain.ts';
import { count, escaped } from './html.ts';
import { figuresTable, memoryTable, runsTable, sizesTable } from './measured.ts';

/** The parts of the page that follow what is asked, by the ids of their places. */
export function livingParts(comparison: Comparison): Readonly<Record<string, string>> {
  return {
    load: loadText(comparison),
    summary: summary(comparison),
    costs: costsTable(comparison),
    rates: ratesTable(comparison),
    crossovers: crossoverText(comparison),
    sensitivity: sensitivityTable(comparison),
    how: derivations(comparison),
  };
}

/** Those that do not. */
export function fixedParts(comparison: Comparison): Readonly<Record<string, string>> {
  return {
    sizes: sizesTable(comparison),
    memory: memoryTable(comparison),
    runs: runsTable(comparison),
    figures: figuresTable(comparison),
    prices: pricesTable(comparison),
  };
}

function loadText({ question, ground }: Comparison): string {
  const { rate, recordBytes, partitions, zones, rackId, compression, timeoutSecs } = question;
  const mb = (rate * recordBytes) / 1e6;
  const parts = [
    `${count(rate)} events/s of ${count(recordBytes)} bytes (${count(mb)} MB/s)`,
    `${count(partitions)} partitions in ${zones} ${zones === 1 ? 'zone' : 'zones'}`,
    rackId ? 'consumers read in their zone' : 'consumers read across zones',
    `objects in ${compression} every ${count(timeoutSecs)} s`,
    `room for ${question.headroom} times the average`,
    question.storageDays === 0
      ? 'storage left out, as it is the same for all'
      : `objects stay ${question.storageDays} days`,
    ground.region,
  ];
  return `<p>${escaped(parts.join(' · '))}</p>`;
}

/** What most readers want to know: the container, the handler, and what was there before, in a sentence each. */
function summary({ ranged }: Comparison): string {
  const told = ['container-fargate', 'handler-provisioned', 'lambda-firehose', 'vector-eks'];
  const items = told.flatMap((name) => {
    const found = ranged.find(({ setup }) => setup.name === name);
    if (found === undefined) return [];
    const { setup, usd, atLeast } = found;
    const sum =
      setup.limit !== null
        ? 'not possible'
        : usd === null
          ? `more than ${dollars(atLeast)}`
          : `${setup.monthly?.estimated === true ? '≈ ' : ''}${dollars(usd)}`;
    return [`<li><b>${escaped(sum)}</b> ${escaped(setup.title)}</li>`];
  });
  return `<ul class="summary">${items.join('')}</ul>`;
}
