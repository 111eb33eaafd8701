/**
 * Tries whole programs of chance on VRL's own command line: `node try-teams.ts ORACLE FIRST COUNT` prints those of COUNT
 * programs, from seed FIRST on, on which we differ. Those that found something are in the topic `teams`.
 */
import { askOracle } from './ask-oracle.ts';
import { compareCase, sameText } from './compare.ts';
import { teamCase } from './generate-teams.ts';
import { runCase } from './run-case.ts';

const [oracle, first = '1', count = '100'] = process.argv.slice(2);
if (oracle === undefined) throw new TypeError('name the program that is asked');
let differing = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
  const asked = teamCase(seed);
  const one = { ...asked, expected: await askOracle(oracle, asked) };
  const found = compareCase('teams', one);
  if (found === null && sameText(one, runCase(one))) continue;
  differing += 1;
  process.stdout.write(`${seed} (${found?.what ?? 'text'}): ${JSON.stringify(one)}\n`);
}
process.stdout.write(`${count} programs: ${differing} differ\n`);
