import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsumerProcess } from '../support/consumer-process.ts';
import { countTold, type Fleet } from './fleet.ts';

/** Errors that consumers ended with, by code; `excused` where nothing else could be expected of them. */
export function fatalCodes(
  processes: readonly ConsumerProcess[],
  brokerWasAway: boolean,
): Map<string, number> {
  const codes = new Map<string, number>();
  for (const consumer of processes) {
    for (const { error } of consumer.told('fatal')) {
      const code = error?.code ?? 'unknown';
      // nobody can tell a wrong address from a broker that stays away: a first connection is given up, and that is
      // harmless, as the process has nothing yet
      const begun = countTold(consumer, 'partitions_assigned') > 0;
      const excuse = code === 'KAFKA_UNREACHABLE' && brokerWasAway && !begun;
      add(codes, excuse ? excused : code, 1);
    }
  }
  return codes;
}

export const excused = 'KAFKA_UNREACHABLE at the start';

/** How many epochs ended for each reason. */
export function epochCuts(processes: readonly ConsumerProcess[]): Map<string, number> {
  const cuts = new Map<string, number>();
  for (const { lines } of processes) {
    for (const line of lines) {
      if (!line.includes('"event":"epoch_cut"')) continue;
      add(cuts, /"reason":"(\w+)"/.exec(line)?.[1] ?? 'unknown', 1);
    }
  }
  return cuts;
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** A file for each process, in the order in which they were started, and one for what was found wrong. */
export function writeLogs(folder: string, { processes }: Fleet, examples: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'wrong.txt'), examples.join('\n'));
  for (const [index, { lines, pid }] of processes.entries()) {
    writeFileSync(join(folder, `${index}-${pid}.log`), lines.join('\n'));
  }
}
