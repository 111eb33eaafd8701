/**
 * `npm run infra:check [-- WORD …]`: checks what is deployed with the real tools: the chart, the image, the alerts,
 * the queries, the CDK app. Only the steps whose name contains a WORD, where words are given. Tools are installed into the user's cache. Exit codes: 0,
 * 1 something is wrong, others as in shared/errors.ts.
 */
import { describeError, type SluiceError, toSluiceError } from '../../shared/errors.ts';
import { awsSteps } from '../aws/check/steps.ts';
import { athenaSteps } from './athena/steps.ts';
import { chartSteps } from './chart/steps.ts';
import { imageSteps } from './image/steps.ts';
import { kubeSteps } from './kube/steps.ts';
import type { CheckStep } from './step.ts';

const steps: readonly CheckStep[] = [
  ...chartSteps,
  ...kubeSteps,
  ...imageSteps,
  ...athenaSteps,
  ...awsSteps,
];

const words = process.argv.slice(2);
const chosen = steps.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  process.stderr.write(`there is no such step; there are:\n`);
  for (const { name } of steps) process.stderr.write(`  ${name}\n`);
  process.exit(78);
}
let failed = 0;
let leftOut = 0;
for (const { name, run, leftOut: whyLeftOut } of chosen) {
  const why = words.length === 0 ? await whyLeftOut?.() : null;
  if (typeof why === 'string') {
    process.stdout.write(`left out ${name}: ${why}\n`);
    leftOut++;
    continue;
  }
  const startedAt = performance.now();
  const faults = await run({ say: (line) => process.stderr.write(`  ${line}\n`) }).catch(
    (thrown: unknown) => [faultOf(toSluiceError(thrown))],
  );
  const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  process.stdout.write(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${took})\n`);
  for (const fault of faults)
    process.stdout.write(`       ${fault.replaceAll('\n', '\n       ')}\n`);
  if (faults.length > 0) failed++;
}
const omitted = leftOut === 0 ? '' : `, ${leftOut} left out`;
process.stdout.write(`${chosen.length - failed - leftOut} passed, ${failed} failed${omitted}\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** A tool that is missing says itself what to install. */
function faultOf(error: SluiceError): string {
  return error.code === 'ENGINES_UNAVAILABLE' ? error.message : describeError(error);
}
