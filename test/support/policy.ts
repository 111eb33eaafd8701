import type { Grant } from '../../infra/aws/rights/grant.ts';

/**
 * Whether a policy of nothing but allowances allows this: IAM's rules for `*` and `?` in actions (any case) and resources
 * (as written). Conditions, denials and policies of the resource are none of it.
 */
export function allows(grants: readonly Grant[], action: string, resource: string): boolean {
  return grants.some(
    ({ actions, resources }) =>
      actions.some((pattern) => isLike(pattern, action, 'i')) &&
      resources.some((pattern) => isLike(pattern, resource, '')),
  );
}

function isLike(pattern: string, text: string, flags: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}
