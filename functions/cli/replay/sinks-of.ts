import { type GraphNode, readersOf, sinksBelow } from '../../../shared/engine/graph.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';

/**
 * Which sinks did not get a record because a component rejected it: those below it. The others got it when it came the
 * first time. Null: the pipeline has no such component (any more).
 */
export function sinksOf(
  model: PipelineModel,
  source: string,
  component: string,
): readonly string[] | null {
  const readers = readersOf(model, source);
  const all = sinksBelow(readers);
  if (component === source || all.length === 1) return all;
  if (all.includes(component)) return [component];
  const below = transformsNamed(readers, component).flatMap((node) => sinksBelow(node));
  return below.length === 0 ? null : [...new Set(below)];
}

/** What reads the transform, wherever it stands in the tree. */
function transformsNamed(
  nodes: readonly GraphNode[],
  name: string,
): readonly (readonly GraphNode[])[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'transform') return [];
    const readers = [...node.readers.values()].flat();
    return node.name === name ? [readers] : transformsNamed(readers, name);
  });
}
