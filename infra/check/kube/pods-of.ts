import type { KubeObject } from './apply-objects.ts';

interface Workload extends KubeObject {
  readonly spec?: {
    readonly template?: {
      readonly metadata?: object;
      readonly spec?: { readonly volumes?: readonly object[] };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

/** The pods that Kubernetes' controllers would make of workloads, one each: admission looks at pods themselves. */
export function podsOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.flatMap((object) => {
    const { metadata, spec = {} } = object as Workload;
    const { template, volumeClaimTemplates = [] } = spec;
    if (template?.spec === undefined) return [];
    const claimed = volumeClaimTemplates.map(({ metadata: { name } }) => ({
      name,
      persistentVolumeClaim: { claimName: `${name}-${metadata.name}-0` },
    }));
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: `${metadata.name}-0` },
      spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claimed] },
    };
    return [pod];
  });
}
