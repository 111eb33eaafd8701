import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceCase } from './case.ts';

const folder = join(import.meta.dirname, 'cases');

/** Topics in their order: a file of cases each. */
export function topics(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

export function readCases(topic: string): readonly ConformanceCase[] {
  const text = readFileSync(join(folder, `${topic}.json`), 'utf8');
  return JSON.parse(text) as ConformanceCase[];
}

export function writeCases(topic: string, cases: readonly ConformanceCase[]): void {
  const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
  writeFileSync(join(folder, `${topic}.json`), `[\n${lines}\n]\n`);
}
