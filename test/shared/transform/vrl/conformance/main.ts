/** `npm run vrl:conformance -- [--json] [--show N] [TOPIC...]`: how much of what VRL does the compiler does, too. */
import { parseArgs } from 'node:util';
import { compareCase, type Disagreement, sameText } from './compare.ts';
import { readCases, topics } from './read-cases.ts';
import { runCase } from './run-case.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, show: { type: 'string' } },
  allowPositionals: true,
});
const disagreeing: Disagreement[] = [];
let cases = 0;
let withDiagnostics = 0;
let sameDiagnostics = 0;
for (const topic of positionals.length === 0 ? topics() : positionals) {
  for (const one of readCases(topic)) {
    cases += 1;
    const found = compareCase(topic, one);
    if (found !== null) {
      disagreeing.push(found);
    } else if (one.expected?.diagnostics !== '') {
      withDiagnostics += 1;
      if (sameText(one, runCase(one))) sameDiagnostics += 1;
    }
  }
}
const disagree = disagreeing.length;
const counts = { cases, agree: cases - disagree, disagree, withDiagnostics, sameDiagnostics };
if (values.json === true) {
  process.stdout.write(`${JSON.stringify(counts)}\n`);
} else {
  for (const found of disagreeing.slice(0, Number(values.show ?? 20))) {
    const { topic, what, got } = found;
    const { program, input, expected } = found.case;
    process.stdout.write(
      `${topic} (${what}): ${JSON.stringify(program)} of ${input}\n  VRL:  ${JSON.stringify(expected)}\n  ours: ${JSON.stringify(got)}\n`,
    );
  }
  process.stdout.write(
    `${cases} cases: ${counts.agree} agree, ${disagree} do not; diagnostics are the same in ${sameDiagnostics} of ${withDiagnostics}\n`,
  );
}
process.exitCode = disagree === 0 ? 0 : 1;
