import type { DrawnGraph, DrawnNode } from './edges.ts';

const shapes: Readonly<Record<DrawnNode['kind'], string>> = {
  source: 'trapezium',
  transform: 'box',
  sink: 'cylinder',
};

/** A pipeline for Graphviz. */
export function dotText({ name, nodes, edges }: DrawnGraph): string {
  const lines = [`digraph ${quoted(name)} {`, '  rankdir=LR;'];
  for (const node of nodes) {
    const attributes = {
      shape: shapes[node.kind],
      label: `${node.name}\\n${node.type}`,
      ...node.attributes,
    };
    lines.push(`  ${quoted(node.name)} [${listed(attributes)}];`);
  }
  for (const { from, to, output } of edges) {
    const label = output === null ? '' : ` [${listed({ label: output })}]`;
    lines.push(`  ${quoted(from)} -> ${quoted(to)}${label};`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

function listed(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${/^\w+$/.test(name) ? name : quoted(name)}=${quoted(value)}`)
    .join(', ');
}

/** `\n` within a label is Graphviz's own. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
