/** `npm run infra:check:aws`: the checks of the CDK app alone. Exit codes: 0, 1 something is wrong. */
import { describeError, toSluiceError } from '../../../shared/errors.ts';
import { awsSteps } from './steps.ts';

for (const { name, run } of awsSteps) {
  const startedAt = performance.now();
  const faults = await run({ say: (line) => process.stderr.write(`  ${line}\n`) }).catch(
    (thrown: unknown) => [describeError(toSluiceError(thrown))],
  );
  const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  process.stdout.write(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${took})\n`);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
