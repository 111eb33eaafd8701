import { elementsOf, fieldsOf, textOf, type Tree } from '../text/tree.ts';
import { optionsOf, readNames } from './read-values.ts';
import type { Translation } from './translation.ts';

/** What other components can name of one, as Vector calls it. */
export function outputsOf(name: string, tree: Tree): readonly string[] {
  const options = optionsOf(tree);
  const type = textOf(options.get('type'));
  if (type === 'remap') {
    return options.get('reroute_dropped')?.value === true ? [name, `${name}.dropped`] : [name];
  }
  const routes =
    type === 'route'
      ? [...(fieldsOf(options.get('route')) ?? new Map<string, Tree>()).keys()]
      : type === 'exclusive_route'
        ? (elementsOf(options.get('routes')) ?? []).flatMap(
            (route) => textOf(optionsOf(route).get('name')) ?? [],
          )
        : null;
  if (routes === null) return [name];
  const unmatched = options.get('reroute_unmatched')?.value === false ? [] : ['_unmatched'];
  return [...routes, ...unmatched].map((route) => `${name}.${route}`);
}

/** What the name of an input stands for: `*` is anything. */
export function inputPattern(input: string): RegExp {
  return new RegExp(`^${input.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`);
}

/** The inputs of a component; a name with `*` stands for all outputs but its own that it matches. */
export function readInputs(
  name: string,
  tree: Tree,
  path: string,
  outputs: ReadonlyMap<string, readonly string[]>,
  translation: Translation,
): readonly string[] {
  const inputs: string[] = [];
  const written = readNames(optionsOf(tree).get('inputs'), `${path}.inputs`, translation);
  for (const { name: input, tree: at } of written) {
    if (!input.includes('*')) {
      inputs.push(input);
      continue;
    }
    const pattern = inputPattern(input);
    const matched = [...outputs]
      .filter(([owner]) => owner !== name)
      .flatMap(([, all]) => all.filter((output) => pattern.test(output)));
    if (matched.length === 0) {
      translation.fault(
        at.place,
        `${path}.inputs`,
        `'${input}' matches nothing; there are ${[...outputs.values()].flat().join(', ')}`,
      );
    }
    inputs.push(...matched.filter((output) => !inputs.includes(output)));
  }
  return inputs;
}
