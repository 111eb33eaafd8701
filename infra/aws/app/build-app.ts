import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HostStack } from '../stacks/host-stack.ts';
import { LakeStack } from '../stacks/lake-stack.ts';
import { readSettings } from '../settings/read-settings.ts';
import { loadHere } from './load-here.ts';
import { tablesOf } from './tables-of.ts';

/**
 * Two stacks for each pipeline: `sluice-NAME-lake`, and `sluice-NAME-service` or `sluice-NAME-function`. Their names,
 * and those of what is in them, follow from the pipeline's name alone, so that a diff shows what has changed.
 * @param root where relative paths begin
 * @throws {SluiceError} CONFIG_INVALID with everything that is wrong with the deployment
 */
export async function buildApp(
  app: App,
  given: Readonly<Record<string, unknown>>,
  root: string,
): Promise<App> {
  const all = await readSettings(given, root, loadHere);
  for (const settings of all) {
    const { account, region, host, pipeline } = settings;
    const props = { env: { account, region } };
    const lake = new LakeStack(
      app,
      `sluice-${pipeline.name}-lake`,
      settings,
      await tablesOf(settings, root),
      { ...props, description: `The lake of the Sluice pipeline ${pipeline.name}` },
    );
    const hosted = new HostStack(app, `sluice-${pipeline.name}-${host}`, settings, {
      ...props,
      description: `The Sluice pipeline ${pipeline.name} as a ${host}`,
    });
    hosted.addStackDependency(lake);
    for (const stack of [lake, hosted]) Tags.of(stack).add('sluice:pipeline', pipeline.name);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
