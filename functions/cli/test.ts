import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import { fieldsOf } from '../../shared/vector/text/tree.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { openPipeline } from './open-pipeline.ts';
import { readTests } from './test/read-tests.ts';
import { runTest } from './test/run-test.ts';

const usage = `Usage: sluice test PIPELINE

Runs the tests of a pipeline. Those of a configuration of Vector's stand in it, as Vector has them: tests, with inputs,
outputs and no_outputs_from. Those of a TypeScript pipeline NAME.ts are NAME.test.ts, run by Node's own runner. The exit
status is 1 where one fails.

  --help   print this
`;

/** `sluice test`: the tests that belong to a pipeline. */
export const test: Command = {
  name: 'test',
  summary: 'run the tests of a pipeline',
  usage,
  run: async (args, terminal) => {
    const { values, words } = readArguments(args, {}, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const file = words[0] ?? '';
    const { definition, checks, vector } = await openPipeline(file, terminal, 'ask nobody');
    // the conditions of tests look at what every transform leaves
    const { model } = checkPipeline(definition, {
      env: terminal.env,
      ...checks,
      areObserved: true,
    });
    if (vector === null) return runNodeTests(file, terminal);
    const tests = readTests(fieldsOf(vector.tree ?? undefined)?.get('tests'), model, terminal.env);
    if (tests.length === 0) throw usageError(`'${file}' has no tests; write them under tests`);
    const failures: string[] = [];
    for (const one of tests) {
      const faults = runTest(one, model.transforms);
      terminal.out(`test ${one.name} ... ${faults.length === 0 ? 'passed' : 'failed'}\n`);
      if (faults.length > 0) failures.push(`test ${one.name}:\n${faults.join('\n')}`);
    }
    if (failures.length > 0) terminal.out(`\nfailures:\n\n${failures.join('\n\n')}\n`);
    terminal.out(`\n${tests.length - failures.length} passed, ${failures.length} failed\n`);
    return failures.length > 0 ? 1 : 0;
  },
};

/** The file beside it, in a process of its own: a test may end it. */
async function runNodeTests(file: string, { cwd, env, out, err }: Terminal): Promise<number> {
  const tests = file.replace(/\.([cm]?[jt]s)$/, '.test.$1');
  if (!existsSync(resolve(cwd, tests))) {
    throw usageError(`there is no '${tests}', in which the tests of '${file}' are looked for`);
  }
  const child = spawn(process.execPath, ['--test', tests], { cwd, env, stdio: 'pipe' });
  child.stdout.on('data', (bytes: Buffer) => out(bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => err(bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
