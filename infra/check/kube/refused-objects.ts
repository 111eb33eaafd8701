import type { KubeObject } from './apply-objects.ts';

interface RefusedObject extends KubeObject {
  /** Words of what it is refused with. */
  readonly says: string;
  readonly [field: string]: unknown;
}

/** Objects that a Kubernetes must refuse: if it takes them, that it takes ours says nothing. */
export const refusedObjects: readonly RefusedObject[] = [
  {
    says: 'violates PodSecurity "restricted',
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'root' },
    spec: { containers: [{ name: 'a', image: 'a', securityContext: { privileged: true } }] },
  },
  {
    says: 'field not declared in schema',
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'odd' },
    dta: {},
  },
  {
    says: 'spec.triggers',
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'odd' },
    spec: { scaleTargetRef: { name: 'a' }, triggers: 'kafka' },
  },
  {
    says: 'selector',
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'odd' },
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'b' } },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      },
    },
  },
];
