import { fieldsOf, type Tree } from '../text/tree.ts';
import { inputPattern } from './outputs.ts';
import { optionsOf, readNames, typeOf } from './read-values.ts';
import type { Translation } from './translation.ts';

const served =
  'metrics are served at /metrics of api.address, with names of their own (docs/operations.md); scrape that instead';

/**
 * A configuration without Vector's metrics about itself, as Sluice serves its own: sources of type `internal_metrics`, and
 * each `prometheus_exporter` that reads nothing else. Each is told. Whatever else reads one is a fault.
 */
export function withoutOwnMetrics(tree: Tree, translation: Translation): Tree {
  const sources = partsOf(tree, 'sources');
  const own = new Set(
    [...sources]
      .filter(([, source]) => typeOf(source) === 'internal_metrics')
      .map(([name]) => name),
  );
  if (own.size === 0) return tree;
  const names = [...sources.keys(), ...partsOf(tree, 'transforms').keys()];
  const isExporter = (sink: Tree, path: string): boolean => {
    if (typeOf(sink) !== 'prometheus_exporter') return false;
    const read = readNames(optionsOf(sink).get('inputs'), `${path}.inputs`, translation);
    const matched = read.flatMap(({ name }) => names.filter((one) => inputPattern(name).test(one)));
    return matched.length > 0 && matched.every((one) => own.has(one));
  };
  const left = (kind: string, isOwn: (name: string, component: Tree) => boolean): Tree => {
    const all = optionsOf(tree).get(kind);
    const kept = [...partsOf(tree, kind)].filter(([name, component]) => {
      if (!isOwn(name, component)) return true;
      translation.moot(component.place, `${kind}.${name}`, served);
      return false;
    });
    return { place: (all ?? tree).place, value: new Map(kept) };
  };
  const options = new Map(optionsOf(tree));
  options.set(
    'sources',
    left('sources', (name) => own.has(name)),
  );
  if (options.has('sinks')) {
    options.set(
      'sinks',
      left('sinks', (name, sink) => isExporter(sink, `sinks.${name}`)),
    );
  }
  const rest = { place: tree.place, value: options };
  for (const kind of ['transforms', 'sinks']) tellReaders(rest, kind, own, translation);
  return rest;
}

function tellReaders(
  tree: Tree,
  kind: string,
  own: ReadonlySet<string>,
  translation: Translation,
): void {
  for (const [name, component] of partsOf(tree, kind)) {
    const path = `${kind}.${name}.inputs`;
    for (const { name: input, tree: at } of readNames(
      optionsOf(component).get('inputs'),
      path,
      translation,
    )) {
      if (own.has(input)) {
        translation.fault(at.place, path, `'${input}' is of type internal_metrics: ${served}`);
      }
    }
  }
}

function partsOf(tree: Tree, kind: string): ReadonlyMap<string, Tree> {
  return fieldsOf(optionsOf(tree).get(kind)) ?? new Map<string, Tree>();
}
