/**
 * `npm run aws -- deploy --all -c pipeline=… …`: the CDK's command line on this app. What the app depends on is installed
 * beside it on the first call, so that `npm ci` of the project does without it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const run = (program: string, args: readonly string[]): number =>
  spawnSync(program, args, { cwd: folder, stdio: 'inherit' }).status ?? 1;

const isInstalled = existsSync(join(folder, 'node_modules/.package-lock.json'));
const installed = isInstalled ? 0 : run('npm', ['ci', '--no-audit', '--no-fund']);
process.exitCode =
  installed === 0 ? run('npx', ['--no-install', 'cdk', ...process.argv.slice(2)]) : installed;
