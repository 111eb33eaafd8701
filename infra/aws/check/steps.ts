import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPythonPackage } from '../../local/install-python-package.ts';
import { withLock } from '../../local/lock-file.ts';
import { runTool } from '../../local/run-tool.ts';
import { engineCache } from '../../local/toolchain.ts';
import type { CheckStep } from '../../check/step.ts';
import { SluiceError } from '../../../shared/errors.ts';

const folder = join(import.meta.dirname, '..');
const root = join(folder, '../..');
/** As in cfn-lint.requirements.txt. */
const lintVersion = '1.58.0';

/** What is checked of the CDK app, in this order; each step stands for itself. */
export const awsSteps: readonly CheckStep[] = [
  { name: 'aws: types', run: () => withDependencies(['tsc', '-p', folder]) },
  {
    // assertions, snapshots, cdk-nag and CDK's own validation, over every variant
    name: 'aws: stacks',
    run: () => withDependencies(['node', '--test', join(folder, 'test/stacks.test.ts')]),
  },
  {
    // every action is one that AWS has, on a resource that it knows
    name: 'aws: actions',
    run: () => withDependencies(['node', '--test', join(folder, 'test/actions.test.ts')]),
  },
  { name: 'aws: cfn-lint', run: lintTemplates },
];

async function withDependencies([program = '', ...args]: readonly string[]): Promise<
  readonly string[]
> {
  const installed = await install();
  if (installed.length > 0) return installed;
  // by this very Node, whether there is one on the path or not
  const script = program === 'node' ? [] : [join(root, 'node_modules/.bin', program)];
  return faultsOf(process.execPath, [...script, ...args]);
}

async function install(): Promise<readonly string[]> {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return [];
  return faultsOf('npm', ['ci', '--no-audit', '--no-fund', '--prefix', folder]);
}

async function lintTemplates({
  say,
}: {
  readonly say: (line: string) => void;
}): Promise<readonly string[]> {
  const modules = await findLinter(say);
  const out = await mkdtemp(join(tmpdir(), 'sluice-templates-'));
  try {
    const written = await withDependencies(['node', join(folder, 'test/write-templates.ts'), out]);
    if (written.length > 0) return written;
    const templates = (await readdir(out)).map((name) => join(out, name));
    say(`${templates.length} templates`);
    const env = { ...process.env, PYTHONPATH: modules };
    // W3005: CDK itself says of a function that it depends on its role, twice
    const args = [
      '-c',
      'from cfnlint.runner import main; main()',
      '-i',
      'W3005',
      '--',
      ...templates,
    ];
    return await faultsOf('python3', args, env);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** @throws {SluiceError} ENGINES_UNAVAILABLE: a check that cannot be made has not passed */
async function findLinter(say: (line: string) => void): Promise<string> {
  const modules = join(engineCache(), `cfn-lint-${lintVersion}`);
  const fault = await withLock(`${modules}.lock`, { timeoutMs: 600_000 }, async () =>
    installPythonPackage('../aws/check/cfn-lint.requirements.txt', modules, () =>
      say('installing cfn-lint from PyPI, once'),
    ),
  );
  if (fault === null) return modules;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `no cfn-lint: ${fault}\nInstall Python 3.10 or newer with pip (Debian: apt-get install python3-pip).`,
  );
}

async function faultsOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly string[]> {
  const { exitCode, missing, lastLines } = await runTool(program, args, { cwd: root, env });
  if (missing) return [`${program} is not on this machine`];
  return exitCode === 0 ? [] : [lastLines.join('\n')];
}
