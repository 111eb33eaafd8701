/** What `cdk` runs: the stacks of the pipelines that the context names. docs/deploy-aws.md has the settings. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { resolveSluice } from '../../../functions/cli/resolve-sluice.ts';
import { describeError, toSluiceError } from '../../../shared/errors.ts';
import { buildApp } from './build-app.ts';

registerHooks({ resolve: resolveSluice });

try {
  const app = new App();
  const given = app.node.getAllContext() as Readonly<Record<string, unknown>>;
  await buildApp(app, given, join(import.meta.dirname, '../../..'));
  app.synth();
} catch (thrown) {
  const error = toSluiceError(thrown);
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(error.exitCode);
}
