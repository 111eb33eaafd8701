import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { VectorPipeline } from '../../../shared/vector/read-vector.ts';
import { fieldsOf, plainOf } from '../../../shared/vector/text/tree.ts';

/** A component, and how a picture shows it. */
export interface DrawnNode {
  readonly name: string;
  readonly kind: 'source' | 'transform' | 'sink';
  readonly type: string;
  /** For Graphviz: what a configuration of Vector's says under `graph.node_attributes`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** Where the first has several outputs. */
  readonly output: string | null;
}

export interface DrawnGraph {
  readonly name: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Components and what they read, in the order in which they are written. */
export function graphOf(model: PipelineModel, vector: VectorPipeline | null): DrawnGraph {
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const kinds = [
    ['source', 'sources', model.sources],
    ['transform', 'transforms', model.transforms],
    ['sink', 'sinks', [...model.sinks, ...model.outlets]],
  ] as const;
  for (const [kind, plural, components] of kinds) {
    for (const [name, component] of components) {
      const attributes = attributesOf(vector, plural, name);
      nodes.push({ name, kind, type: component.type, attributes });
      for (const input of 'inputs' in component ? component.inputs : []) {
        const [from = input, output = null] = input.split('.');
        edges.push({ from, to: name, output });
      }
    }
  }
  return { name: model.name, nodes, edges };
}

function attributesOf(
  vector: VectorPipeline | null,
  kind: string,
  name: string,
): Readonly<Record<string, string>> {
  const component = fieldsOf(fieldsOf(fieldsOf(vector?.tree ?? undefined)?.get(kind))?.get(name));
  const written = fieldsOf(fieldsOf(component?.get('graph'))?.get('node_attributes'));
  if (written === null) return {};
  return Object.fromEntries([...written].map(([key, tree]) => [key, String(plainOf(tree))]));
}
