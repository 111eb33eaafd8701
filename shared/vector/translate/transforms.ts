import { didYouMean, shown } from '../../pipeline/faults.ts';
import type { Condition } from '../../transform/model.ts';
import {
  exclusiveRouteRules,
  filterRules,
  remapRules,
  routeRules,
  sampleRules,
} from '../rules/transforms.ts';
import { elementsOf, fieldsOf, plainOf, textOf, type Tree } from '../text/tree.ts';
import { applyRules, type Draft } from './apply-rules.ts';
import { translateCondition } from './conditions.ts';
import { optionsOf, readFlag, readText } from './read-values.ts';
import { translateSample } from './sample.ts';
import type { Translation, UsedProgram } from './translation.ts';

export interface TransformPlace {
  readonly name: string;
  /** `transforms.name` */
  readonly path: string;
  readonly inputs: readonly string[];
  /** Of the whole configuration. */
  readonly timezone: string;
}

/** Makes the transforms of ours that do what one of Vector's does: nearly always one, of the same name. */
export const translateTransform: Readonly<
  Record<
    string,
    (tree: Tree, place: TransformPlace, translation: Translation) => Readonly<Record<string, Draft>>
  >
> = {
  remap: (tree, place, translation) => one(place, translateRemap(tree, place, translation)),
  filter: (tree, place, translation) => {
    const { name, path, inputs, timezone } = place;
    applyRules(tree, filterRules, { path, draft: {} }, translation);
    const condition = optionsOf(tree).get('condition');
    if (condition === undefined) translation.fault(tree.place, `${path}.condition`, 'is missing');
    const compiled =
      condition === undefined
        ? null
        : translateCondition(condition, `${path}.condition`, timezone, translation);
    const ours = `transforms.${name}.condition`;
    return one(place, { type: 'filter', inputs, condition: translation.use(compiled, ours) });
  },
  route: (tree, place, translation) => {
    const { path, timezone } = place;
    applyRules(tree, routeRules, { path, draft: {} }, translation);
    const routes = new Map<string, UsedProgram | null>();
    const written = optionsOf(tree).get('route');
    for (const [name, condition] of fieldsOf(written) ?? []) {
      routes.set(
        name,
        translateCondition(condition, `${path}.route.${name}`, timezone, translation),
      );
    }
    noUnmatched(tree, path, translation);
    return one(place, routeOf(routes, place, translation));
  },
  exclusive_route: (tree, place, translation) => {
    const { path, timezone } = place;
    applyRules(tree, exclusiveRouteRules, { path, draft: {} }, translation);
    const earlier: UsedProgram[] = [];
    const routes = new Map<string, UsedProgram | null>();
    for (const [index, route] of (elementsOf(optionsOf(tree).get('routes')) ?? []).entries()) {
      const at = `${path}.routes[${index}]`;
      const fields = optionsOf(route);
      const name = readText(fields.get('name'), `${at}.name`, translation);
      const condition = fields.get('condition');
      for (const [field, { place: where }] of fields) {
        if (field !== 'name' && field !== 'condition') {
          translation.unknown(where, `${at}.${field}`, field, ['name', 'condition']);
        }
      }
      if (name === null || condition === undefined) {
        translation.fault(route.place, at, 'is no route; give its name and its condition');
        continue;
      }
      const compiled = translateCondition(condition, `${at}.condition`, timezone, translation);
      routes.set(name, compiled === null ? null : afterOthers(compiled, earlier, translation));
      if (compiled !== null) earlier.push(compiled);
    }
    return one(place, routeOf(routes, place, translation));
  },
  sample: (tree, place, translation) => {
    applyRules(tree, sampleRules, { path: place.path, draft: {} }, translation);
    return translateSample(tree, place, translation);
  },
};

function one({ name }: TransformPlace, draft: Draft): Readonly<Record<string, Draft>> {
  return { [name]: draft };
}

/** What Vector calls this type, and whether it may be meant. */
export function unknownType(type: unknown, path: string, known: readonly string[]): string {
  const hint = typeof type === 'string' ? didYouMean(type, known) : '';
  return `got ${shown(path, type)}${hint}; allowed: ${known.join(', ')}`;
}

function translateRemap(tree: Tree, place: TransformPlace, translation: Translation): Draft {
  const { name, path, inputs } = place;
  applyRules(tree, remapRules, { path, draft: {} }, translation);
  const options = optionsOf(tree);
  const rerouteDropped = readFlag(
    options.get('reroute_dropped'),
    `${path}.reroute_dropped`,
    false,
    translation,
  );
  const use = {
    kind: 'program',
    dropOnError: readFlag(
      options.get('drop_on_error'),
      `${path}.drop_on_error`,
      false,
      translation,
    ),
    dropOnAbort: readFlag(options.get('drop_on_abort'), `${path}.drop_on_abort`, true, translation),
    rerouteDropped,
    component: name,
    timezone: readText(options.get('timezone'), `${path}.timezone`, translation) ?? place.timezone,
  } as const;
  const source = sourceOf(tree, options, path, translation);
  const compiled =
    source === null ? null : translation.compile(source.tree, source.text, source.path, use);
  const program = translation.use(compiled, `transforms.${name}.program`);
  return { type: 'remap', inputs, program, ...(rerouteDropped ? { rerouteDropped } : {}) };
}

function sourceOf(
  tree: Tree,
  options: ReadonlyMap<string, Tree>,
  path: string,
  translation: Translation,
): { readonly tree: Tree; readonly text: string; readonly path: string } | null {
  const source = options.get('source');
  const file = options.get('file');
  if (source !== undefined && file !== undefined) {
    translation.fault(file.place, `${path}.file`, 'is beside source; write one of them');
    return null;
  }
  if (file !== undefined) {
    const name = readText(file, `${path}.file`, translation);
    if (name === null) return null;
    try {
      // dollars of a file of its own are no variables
      const text = translation.options.readFile(name).replaceAll('$', '$$$$');
      return { tree: file, text, path: `${path}.file` };
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
      translation.fault(
        file.place,
        `${path}.file`,
        `'${name}' cannot be read (${code}); paths are from the folder of the configuration`,
      );
      return null;
    }
  }
  const text = textOf(source);
  if (source === undefined || text === null) {
    const what = source === undefined ? 'is missing' : `got ${shown(path, plainOf(source))}`;
    // without both, `files` is there and told
    if (!options.has('files'))
      translation.fault(
        source?.place ?? tree.place,
        `${path}.source`,
        `${what}; give a program in VRL`,
      );
    return null;
  }
  return { tree: source, text, path: `${path}.source` };
}

function routeOf(
  routes: ReadonlyMap<string, UsedProgram | null>,
  { name, inputs }: TransformPlace,
  translation: Translation,
): Draft {
  const all = [...routes].map(
    ([output, compiled]) =>
      [output, translation.use(compiled, `transforms.${name}.routes.${output}`)] as const,
  );
  return { type: 'route', inputs, routes: Object.fromEntries(all) };
}

/** A condition that holds only where none before it does. */
function afterOthers(
  own: UsedProgram,
  others: readonly UsedProgram[],
  translation: Translation,
): UsedProgram {
  if (others.length === 0) return own;
  const conditions = others.map(({ compiled }) => compiled.run as Condition);
  const last = own.compiled.run as Condition;
  const imports = [...others, own].map(
    ({ id }, index) => `import c${index} from 'sluice:program/${id}';`,
  );
  const tests = others.map((_, index) => `!c${index}(event, context)`).join(' && ');
  return translation.add({
    module: `${imports.join('\n')}\nexport default (event, context) => ${tests} && c${others.length}(event, context);\n`,
    run: (event, context) =>
      conditions.every((condition) => !condition(event, context)) && last(event, context),
    rules: JSON.stringify(['first', ...[...others, own].map(({ compiled }) => compiled.rules)]),
  });
}

function noUnmatched(tree: Tree, path: string, translation: Translation): void {
  const at = `${path}.reroute_unmatched`;
  const flag = optionsOf(tree).get('reroute_unmatched');
  if (flag === undefined) return;
  const says = readFlag(flag, at, true, translation);
  translation.note(
    flag.place,
    at,
    null,
    says
      ? null
      : 'what no condition takes is dropped unless somebody reads _unmatched, and counted',
  );
}
