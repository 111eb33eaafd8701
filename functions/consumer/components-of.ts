import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ComponentInfo } from '../../shared/telemetry/metrics.ts';

/** The components of a pipeline and what each reads, for the metrics: in the order in which they are written. */
export function componentsOf({
  outlets,
  sinks,
  sources,
  transforms,
}: Pick<PipelineModel, 'sources' | 'transforms' | 'sinks' | 'outlets'>): readonly ComponentInfo[] {
  return [
    ...[...sources].map(([component, { type }]) => info(component, 'source', type)),
    ...[...transforms].map(([component, one]) =>
      info(component, 'transform', one.type, one.inputs),
    ),
    ...[...sinks, ...outlets].map(([component, one]) =>
      info(component, 'sink', one.type, one.inputs),
    ),
  ];
}

function info(
  component: string,
  kind: ComponentInfo['kind'],
  type: string,
  inputs: readonly string[] = [],
): ComponentInfo {
  return { component, kind, type, inputs: inputs.join(',') };
}
