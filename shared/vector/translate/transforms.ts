import { didYouMean, shown } from '../../pipeline/faults.ts';
import {
  dedupeRules,
  exclusiveRouteRules,
  filterRules,
  reduceRules,
  remapRules,
  routeRules,
  sampleRules,
  throttleRules,
} from '../rules/transforms.ts';
import { vrlZone } from '../../transform/vrl/runtime/time/zones.ts';
import { localZone } from '../rules/local-zone.ts';
import type { Rules } from '../rules/rule.ts';
import { elementsOf, fieldsOf, type Tree } from '../text/tree.ts';
import { applyRules, type Draft } from './apply-rules.ts';
import { translateCondition } from './conditions.ts';
import { optionsOf, readFlag, readNames, readText } from './read-values.ts';
import type { Translation } from './translation.ts';

export interface TransformPlace {
  readonly name: string;
  /** `transforms.name` */
  readonly path: string;
  readonly inputs: readonly string[];
  /** Of the whole configuration. */
  readonly timezone: string | null;
  /** The field that events have their time in. */
  readonly timestampKey: string;
}

type Translate = (tree: Tree, place: TransformPlace, translation: Translation) => Draft;

/** Makes one of our transforms of one of Vector's, by its type. */
export const translateTransform: Readonly<Record<string, Translate>> = {
  remap: translateRemap,
  filter: (tree, { path, inputs }, translation) => {
    applyRules(tree, filterRules, { path, draft: {} }, translation);
    const at = `${path}.condition`;
    const tested = optionsOf(tree).get('condition');
    if (tested === undefined)
      translation.fault(tree.place, at, 'is missing; give a condition in VRL');
    const condition = tested === undefined ? null : translateCondition(tested, at, at, translation);
    return { type: 'filter', inputs, condition: condition ?? 'true' };
  },
  route: (tree, { path, inputs }, translation) => {
    applyRules(tree, routeRules, { path, draft: {} }, translation);
    const routes: Draft = {};
    for (const [name, tested] of fieldsOf(optionsOf(tree).get('route')) ?? []) {
      const ours = `${path}.routes.${name}`;
      routes[name] =
        translateCondition(tested, `${path}.route.${name}`, ours, translation) ?? 'true';
    }
    noteUnmatched(tree, path, translation);
    return { type: 'route', inputs, routes };
  },
  sample: gate('sample', sampleRules),
  dedupe: (tree, place, translation) => {
    const draft = gate('dedupe', dedupeRules)(tree, place, translation);
    if (!optionsOf(tree).has('fields')) {
      const match = [place.timestampKey, 'host', 'message'];
      draft['fields'] = { match };
      translation.note(
        tree.place,
        `${place.path}.fields`,
        `fields.match: ${match.join(', ')}`,
        null,
      );
    }
    return draft;
  },
  throttle: gate('throttle', throttleRules),
  reduce: (tree, { path, inputs }, translation) => {
    const draft: Draft = { type: 'reduce', inputs };
    applyRules(tree, reduceRules, { path, draft }, translation);
    for (const [theirs, ours] of [
      ['starts_when', 'startsWhen'],
      ['ends_when', 'endsWhen'],
    ] as const) {
      takeCondition(tree, `${path}.${theirs}`, draft, ours, translation);
    }
    return draft;
  },
  exclusive_route: (tree, { path, inputs }, translation) => {
    applyRules(tree, exclusiveRouteRules, { path, draft: {} }, translation);
    const routes: Draft = {};
    for (const [index, route] of (elementsOf(optionsOf(tree).get('routes')) ?? []).entries()) {
      const at = `${path}.routes[${index}]`;
      const fields = optionsOf(route);
      for (const [field, { place }] of fields) {
        if (field !== 'name' && field !== 'condition') {
          translation.unknown(place, `${at}.${field}`, field, ['name', 'condition']);
        }
      }
      const name = readText(fields.get('name'), `${at}.name`, translation);
      const tested = fields.get('condition');
      if (name === null || tested === undefined) {
        translation.fault(route.place, at, 'is no route; give its name and its condition');
      } else if (routes[name] !== undefined) {
        translation.fault(route.place, at, `there is a route '${name}' before it`);
      } else {
        const ours = `${path}.routes.${name}`;
        routes[name] = translateCondition(tested, `${at}.condition`, ours, translation) ?? 'true';
      }
    }
    return { type: 'route', inputs, routes, exclusive: true };
  },
};

function gate(type: string, rules: Rules): Translate {
  return (tree, { path, inputs }, translation) => {
    const draft: Draft = { type, inputs };
    applyRules(tree, rules, { path, draft }, translation);
    takeCondition(tree, `${path}.exclude`, draft, 'exclude', translation);
    return draft;
  };
}

/** Puts a condition into an option of ours, where it is written. @param at its path: its name stands last */
function takeCondition(
  tree: Tree,
  at: string,
  draft: Draft,
  option: string,
  translation: Translation,
): void {
  const written = optionsOf(tree).get(at.slice(at.lastIndexOf('.') + 1));
  const ours = `${at.slice(0, at.lastIndexOf('.'))}.${option}`;
  const condition = written && translateCondition(written, at, ours, translation);
  if (typeof condition === 'string') draft[option] = condition;
}

/** What to say of a type that is none. */
export function unknownType(type: unknown, path: string, known: readonly string[]): string {
  const hint = typeof type === 'string' ? didYouMean(type, known) : '';
  return `got ${shown(path, type)}${hint}; allowed: ${known.join(', ')}`;
}

const flags = {
  drop_on_error: ['dropOnError', false],
  drop_on_abort: ['dropOnAbort', true],
  reroute_dropped: ['rerouteDropped', false],
} as const;

function translateRemap(tree: Tree, place: TransformPlace, translation: Translation): Draft {
  const { path, inputs } = place;
  applyRules(tree, remapRules, { path, draft: {} }, translation);
  const options = optionsOf(tree);
  const draft: Draft = { type: 'remap', inputs };
  for (const name of ['source', 'file'] as const) {
    const written = options.get(name);
    const text = readText(written, `${path}.${name}`, translation);
    if (written === undefined || text === null) continue;
    draft[name] = text;
    translation.origin(`${path}.${name}`, `${path}.${name}`, written.place);
    translation.note(
      written.place,
      `${path}.${name}`,
      name,
      'compiled to JavaScript when it is built',
    );
  }
  translateFiles(options.get('files'), `${path}.files`, draft, translation);
  if (!options.has('source') && !options.has('file') && !options.has('files')) {
    translation.fault(tree.place, `${path}.source`, 'is missing; give a program in VRL');
  }
  for (const [name, [ours, byDefault]] of Object.entries(flags)) {
    const written = options.get(name);
    if (written === undefined) continue;
    const at = `${path}.${name}`;
    draft[ours] = readFlag(written, at, byDefault, translation);
    translation.origin(`${path}.${ours}`, at, written.place);
    const deadLetter =
      ours === 'dropOnError' && draft[ours] === true
        ? 'what fails is kept as a dead letter, with the reason, unless reroute_dropped takes it'
        : null;
    translation.note(written.place, at, ours, deadLetter);
  }
  translateZone(tree, place, draft, translation);
  return draft;
}

/** Programs of several files are one, as in Vector: their names stand in lines of `file`. */
function translateFiles(
  written: Tree | undefined,
  path: string,
  draft: Draft,
  translation: Translation,
): void {
  if (written === undefined) return;
  const names = readNames(written, path, translation).map(({ name }) => name);
  if (draft['source'] !== undefined || draft['file'] !== undefined || names.length === 0) {
    const got = names.length === 0 ? 'no file' : 'several of source, file and files';
    translation.fault(written.place, path, `got ${got}; allowed: one of source, file and files`);
    return;
  }
  draft['file'] = names.join('\n');
  translation.origin(path.replace(/files$/, 'file'), path, written.place);
  translation.note(written.place, path, 'file', 'one program, of the files in their order');
}

/** The zone of a program's times: its own, or that of the whole configuration. Never one of the machine's. */
function translateZone(
  tree: Tree,
  { path, timezone: general }: TransformPlace,
  draft: Draft,
  translation: Translation,
): void {
  const written = optionsOf(tree).get('timezone');
  const at = `${path}.timezone`;
  const zone = readText(written, at, translation) ?? general;
  if (zone === 'local' && written !== undefined) translation.tell(written.place, at, localZone);
  if (zone === null || zone === 'local') return;
  if (vrlZone(zone) === null) {
    const { place } = written ?? tree;
    const got = shown(at, zone);
    translation.fault(place, at, `got ${got}; allowed: a name like 'Europe/Berlin', UTC or local`);
    return;
  }
  draft['timezone'] = zone;
  if (written !== undefined) translation.note(written.place, at, 'timezone', null);
}

function noteUnmatched(tree: Tree, path: string, translation: Translation): void {
  const at = `${path}.reroute_unmatched`;
  const flag = optionsOf(tree).get('reroute_unmatched');
  if (flag === undefined) return;
  const says = readFlag(flag, at, true, translation);
  const remark = says
    ? null
    : 'what no condition takes is dropped unless somebody reads _unmatched, and counted';
  translation.note(flag.place, at, null, remark);
}
