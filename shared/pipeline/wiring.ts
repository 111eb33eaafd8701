import { didYouMean, shown, type Faults } from './faults.ts';
import { joined } from './options/read-options.ts';

/** One component and what it reads, as far as the graph is concerned. */
export interface Node {
  readonly name: string;
  readonly kind: 'sources' | 'transforms' | 'sinks';
  /** What was written as `inputs`; undefined for a source. */
  readonly inputs: unknown;
  /** For a route, the names of its outputs; null for anything else. */
  readonly routes: readonly string[] | null;
  /** Whether it has an output `dropped` beside its own. */
  readonly dropped: boolean;
}

/** The checked graph. */
export interface Wiring {
  /** The readable inputs of each component, by its name. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** The sinks that each source reaches, in the order in which they are written. */
  readonly sinksOf: ReadonlyMap<string, readonly string[]>;
}

const nodeName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Checks names and wiring: unknown inputs, cycles, and whatever leads nowhere. */
export function checkWiring(nodes: readonly Node[], faults: Faults): Wiring {
  checkNames(nodes, faults);
  const outputs = new Map<string, string>();
  for (const node of nodes) {
    if (node.kind === 'sinks') continue;
    for (const output of outputsOf(node)) outputs.set(output, node.name);
  }
  const inputs = new Map<string, readonly string[]>();
  for (const node of nodes) {
    if (node.kind !== 'sources') inputs.set(node.name, readInputs(node, nodes, outputs, faults));
  }
  const hasCycle = checkCycles(inputs, outputs, faults);
  const readers = readersOf(inputs, outputs);
  // What leads nowhere cannot be told where inputs are wrong: the one fault would be told many times.
  if (!hasCycle && nodes.every((node) => faults.settled(`${node.kind}.${node.name}.inputs`))) {
    checkLeads(nodes, inputs, readers, faults);
  }
  const sinkNames = nodes.filter(({ kind }) => kind === 'sinks').map(({ name }) => name);
  const sinksOf = new Map<string, readonly string[]>();
  for (const { name, kind } of nodes) {
    if (kind !== 'sources') continue;
    const reached = reachedFrom(name, readers);
    sinksOf.set(
      name,
      sinkNames.filter((sink) => reached.has(sink)),
    );
  }
  return { inputs, sinksOf };
}

function outputsOf(node: Node): readonly string[] {
  if (node.routes === null) return node.dropped ? [node.name, `${node.name}.dropped`] : [node.name];
  return [...node.routes, '_unmatched'].map((route) => `${node.name}.${route}`);
}

function checkNames(nodes: readonly Node[], faults: Faults): void {
  const seen = new Map<string, string>();
  for (const { name, kind } of nodes) {
    const path = joined(kind, name);
    if (!nodeName.test(name)) {
      faults.add(
        path,
        'is no name for a component; allowed: A-Z a-z 0-9 _ -, a letter first, at most 64',
      );
    }
    const other = seen.get(name);
    if (other !== undefined) faults.add(path, `the name is taken by ${other}.${name}`);
    seen.set(name, kind);
  }
  for (const kind of ['sources', 'sinks'] as const) {
    if (faults.settled(kind) && !nodes.some((node) => node.kind === kind)) {
      faults.add(kind, `is empty; a pipeline has at least one of them`);
    }
  }
}

function readInputs(
  node: Node,
  nodes: readonly Node[],
  outputs: ReadonlyMap<string, string>,
  faults: Faults,
): readonly string[] {
  const path = `${node.kind}.${node.name}.inputs`;
  if (!Array.isArray(node.inputs) || node.inputs.length === 0) {
    faults.add(
      path,
      `got ${shown(path, node.inputs)}; allowed: a list of component names, one or more`,
    );
    return [];
  }
  const inputs: string[] = [];
  for (const input of node.inputs as readonly unknown[]) {
    if (typeof input !== 'string') {
      faults.add(path, `holds ${shown(path, input)}; allowed: names of sources and transforms`);
    } else if (inputs.includes(input)) {
      faults.add(path, `names '${input}' twice`);
    } else if (!outputs.has(input)) {
      faults.add(path, unknownInput(input, nodes, [...outputs.keys()]));
    } else if (outputs.get(input) === node.name) {
      faults.add(path, `'${input}' is the component itself`);
    } else {
      inputs.push(input);
    }
  }
  return inputs;
}

function unknownInput(input: string, nodes: readonly Node[], known: readonly string[]): string {
  const named = nodes.find(({ name }) => name === input);
  if (named?.kind === 'sinks') return `'${input}' is a sink, and a sink has no output`;
  if (named !== undefined) {
    return `'${input}' is a route; name one of its outputs: ${outputsOf(named).join(', ')}`;
  }
  return `there is no '${input}'${didYouMean(input, known)}; known: ${known.join(', ') || 'none'}`;
}

function checkCycles(
  inputs: ReadonlyMap<string, readonly string[]>,
  outputs: ReadonlyMap<string, string>,
  faults: Faults,
): boolean {
  const done = new Set<string>();
  let found = false;
  const visit = (name: string, trail: readonly string[]): void => {
    const start = trail.indexOf(name);
    if (start >= 0) {
      found = true;
      faults.add(
        `transforms.${name}.inputs`,
        `is a circle: ${[...trail.slice(start), name].toReversed().join(' → ')}`,
      );
      return;
    }
    if (done.has(name)) return;
    for (const input of inputs.get(name) ?? [])
      visit(outputs.get(input) ?? input, [...trail, name]);
    done.add(name);
  };
  for (const name of inputs.keys()) visit(name, []);
  return found;
}

/** Who reads a component, by its name; and each output that somebody reads. */
function readersOf(
  inputs: ReadonlyMap<string, readonly string[]>,
  outputs: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const [name, list] of inputs) {
    for (const input of list) {
      const owner = outputs.get(input) ?? input;
      for (const key of new Set([owner, input])) {
        const known = readers.get(key);
        if (known === undefined) readers.set(key, [name]);
        else known.push(name);
      }
    }
  }
  return readers;
}

function reachedFrom(name: string, readers: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const next = [name];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    next.push(...(readers.get(at) ?? []));
  }
  return reached;
}

/** Every output must be read; only what a route does not match may be left. */
function checkLeads(
  nodes: readonly Node[],
  inputs: ReadonlyMap<string, readonly string[]>,
  readers: ReadonlyMap<string, readonly string[]>,
  faults: Faults,
): void {
  for (const node of nodes) {
    if (node.kind === 'sinks') continue;
    const path = joined(node.kind, node.name);
    if (!readers.has(node.name)) {
      faults.add(
        path,
        'is read by nobody; name it in the inputs of a transform or a sink, or take it out',
      );
      continue;
    }
    const all = [...inputs.values()];
    for (const output of node.dropped ? outputsOf(node) : []) {
      if (all.some((list) => list.includes(output))) continue;
      faults.add(
        path,
        `'${output}' is read by nobody; its events would be lost. Name it in the inputs of a transform or a sink, or take rerouteDropped out`,
      );
    }
    for (const route of node.routes ?? []) {
      if (!readers.has(`${node.name}.${route}`)) {
        faults.add(
          `${path}.routes.${route}`,
          `is read by nobody; its events would be lost. Name '${node.name}.${route}' in the inputs of a transform or a sink, or take it out`,
        );
      }
    }
  }
}
