import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Grant } from '../rights/grant.ts';

/** Grants as CDK writes them into a policy. */
export function statementsOf(grants: readonly Grant[]): readonly PolicyStatement[] {
  return grants.map(
    ({ sid, actions, resources }) =>
      new PolicyStatement({ sid, actions: [...actions], resources: [...resources] }),
  );
}

/** Tells cdk-nag of each resource that ends in a wildcard why it has to. */
export function acknowledgeWildcards(owner: IConstruct, grants: readonly Grant[]): void {
  const reasons = new Map<string, string>();
  for (const { sid, resources } of grants) {
    for (const resource of resources) {
      if (resource.endsWith('*')) reasons.set(resource, reasonOf(sid, resource));
    }
  }
  for (const [resource, reason] of reasons) {
    Validations.of(owner).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

function reasonOf(sid: string, resource: string): string {
  if (sid === 'S3Objects') {
    return 'Keys follow from topic, offset and the time of records; the prefix before them is literal.';
  }
  if (sid === 'Logs') return "Streams of the function's own log group, which Lambda names.";
  if (sid.startsWith('OnFailure')) return 'Lambda names what it stores of the records it gave up.';
  if (sid === 'MappingNetwork' || sid === 'MappingBrokers') {
    return 'Network interfaces have no name before they are made; what describes them, and GetBootstrapBrokers, know no resources.';
  }
  return `The pipeline names its topics by a pattern, of which ${resource} is the literal beginning.`;
}
