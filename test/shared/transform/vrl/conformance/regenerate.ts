/**
 * Asks VRL's own command line what the cases give, and writes it beside them: `node regenerate.ts ORACLE [TOPIC...]`. The
 * topic `generated` is made anew.
 */
import { askOracle } from './ask-oracle.ts';
import type { ConformanceCase } from './case.ts';
import { generatedCases } from './generate.ts';
import { readCases, topics, writeCases } from './read-cases.ts';

const generated = 'generated';
const generatedCount = 1000;
const [oracle, ...named] = process.argv.slice(2);
if (oracle === undefined) throw new TypeError('name the program that is asked');
const all = [...new Set([...topics(), generated])];
for (const topic of named.length === 0 ? all : named) {
  const cases = topic === generated ? generatedCases(generatedCount) : readCases(topic);
  const answered: ConformanceCase[] = [];
  for (const { program, input } of cases) {
    const expected = await askOracle(oracle, { program, input });
    answered.push({ program, input, expected });
  }
  writeCases(topic, answered);
  process.stdout.write(`${topic}: ${answered.length}\n`);
}
