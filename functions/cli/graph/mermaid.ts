import type { DrawnGraph, DrawnNode } from './edges.ts';

const shapes: Readonly<Record<DrawnNode['kind'], readonly [string, string]>> = {
  source: ['([', '])'],
  transform: ['[', ']'],
  sink: ['[(', ')]'],
};

/** A pipeline for Mermaid. */
export function mermaidText({ nodes, edges }: DrawnGraph): string {
  // names of components may be words of Mermaid's own
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  const lines = ['flowchart LR'];
  for (const { name, kind, type } of nodes) {
    const [open, close] = shapes[kind];
    lines.push(`  ${ids.get(name) ?? ''}${open}"${name}<br>${type}"${close}`);
  }
  for (const { from, to, output } of edges) {
    const arrow = output === null ? '-->' : `-- "${output}" -->`;
    lines.push(`  ${ids.get(from) ?? ''} ${arrow} ${ids.get(to) ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}
