import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { SluiceError } from '../../shared/errors.ts';
import type { CaseFigures } from './figures.ts';

const file = join(import.meta.dirname, 'baseline.json');
/** A kept ratio may get worse to so much of it before it counts: runs on a busy machine differ by a tenth. */
const leastShare = 0.8;

const schema: v.GenericSchema<unknown, KeptRatios> = v.object({
  release: v.string(),
  /** Of each case: with fewer, the start of the processes weighs more, so only runs of the same size compare. */
  events: v.number(),
  ratios: v.record(v.string(), v.number()),
});

/** The ratios to the naive program of the last release, by case. */
export interface KeptRatios {
  readonly release: string;
  readonly events: number;
  readonly ratios: Readonly<Record<string, number>>;
}

/** A case that has become slower than it may. */
export interface Regression {
  readonly case: string;
  readonly kept: number;
  readonly measured: number;
  readonly message: string;
}

export async function readKept(): Promise<KeptRatios> {
  return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
}

export async function writeKept(kept: KeptRatios): Promise<void> {
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
}

/** What is now kept: the ratios of these runs. */
export function keptOf(
  figures: readonly CaseFigures[],
  { release, events }: Pick<KeptRatios, 'release' | 'events'>,
): KeptRatios {
  return {
    release,
    events,
    ratios: Object.fromEntries(figures.map(({ case: name, ratio }) => [name, ratio])),
  };
}

/** Cases whose ratio is much worse than the kept one. @throws {SluiceError} INTERNAL for a case that none is kept of */
export function regressions(kept: KeptRatios, figures: readonly CaseFigures[]): Regression[] {
  return figures.flatMap(({ case: name, ratio }) => {
    const before = kept.ratios[name];
    if (before === undefined) {
      throw new SluiceError('INTERNAL', `test/bench/baseline.json keeps no ratio of case ${name}`);
    }
    const share = before / ratio;
    if (share >= leastShare) return [];
    const times = (ratio / before).toFixed(2);
    const message =
      `case ${name}: an event takes ${ratio.toFixed(3)} of what the naive program takes, ` +
      `${times} times the ${before.toFixed(3)} of release ${kept.release}; up to ${1 / leastShare} times pass`;
    return [{ case: name, kept: before, measured: ratio, message }];
  });
}
