import type { PipelineModel, S3SinkModel } from '../pipeline/model.ts';
import type { TransformModel } from '../transform/model.ts';

/** A component with what reads its output: the pipeline seen from one source on. */
export type GraphNode =
  | { readonly kind: 'sink'; readonly name: string; readonly sink: S3SinkModel }
  /** A sink that keeps nothing. */
  | { readonly kind: 'outlet'; readonly name: string }
  | {
      readonly kind: 'transform';
      readonly name: string;
      readonly transform: TransformModel;
      /** By output; everything but a route has the one output `''`. */
      readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
    };

/** What reads a source, as a tree: a component with two inputs stands in it twice. Wiring was checked at load. */
export function readersOf(model: PipelineModel, component: string): readonly GraphNode[] {
  const nodes: GraphNode[] = [];
  for (const [name, transform] of model.transforms) {
    if (!transform.inputs.includes(component)) continue;
    nodes.push({ kind: 'transform', name, transform, readers: outputsOf(model, name, transform) });
  }
  for (const [name, sink] of model.sinks) {
    if (sink.inputs.includes(component)) nodes.push({ kind: 'sink', name, sink });
  }
  for (const [name, { inputs }] of model.outlets) {
    if (inputs.includes(component)) nodes.push({ kind: 'outlet', name });
  }
  return nodes;
}

/** Names of the sinks that get something of these nodes, each once, in the order of the tree; of those that keep it. */
export function sinksBelow(nodes: readonly GraphNode[]): readonly string[] {
  return namesBelow(nodes, 'sink');
}

/** The same of sinks that keep nothing. */
export function outletsBelow(nodes: readonly GraphNode[]): readonly string[] {
  return namesBelow(nodes, 'outlet');
}

function namesBelow(nodes: readonly GraphNode[], kind: 'sink' | 'outlet'): readonly string[] {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind === kind) names.add(node.name);
    if (node.kind !== 'transform') continue;
    for (const readers of node.readers.values()) {
      for (const name of namesBelow(readers, kind)) names.add(name);
    }
  }
  return [...names];
}

/** Names of the transforms among these nodes and below them, each once. */
export function transformsBelow(nodes: readonly GraphNode[]): readonly string[] {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'transform') continue;
    names.add(node.name);
    for (const readers of node.readers.values()) {
      for (const name of transformsBelow(readers)) names.add(name);
    }
  }
  return [...names];
}

function outputsOf(
  model: PipelineModel,
  name: string,
  transform: TransformModel,
): ReadonlyMap<string, readonly GraphNode[]> {
  if (transform.type !== 'route') {
    const own = ['', readersOf(model, name)] as const;
    const drops = transform.type === 'remap' && transform.rerouteDropped;
    return new Map(drops ? [own, ['dropped', readersOf(model, `${name}.dropped`)]] : [own]);
  }
  const outputs = [...transform.routes.keys(), '_unmatched'];
  return new Map(outputs.map((output) => [output, readersOf(model, `${name}.${output}`)]));
}
