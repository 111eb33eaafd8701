import { shown } from '../../pipeline/faults.ts';
import { knownTypes, refusedTypes } from '../rules/component-types.ts';
import { globalRules } from '../rules/globals.ts';
import { localZone } from '../rules/local-zone.ts';
import { fieldsOf, plainOf, textOf, type Tree } from '../text/tree.ts';
import { applyRules, type Draft, setOption } from './apply-rules.ts';
import { translateAwsS3Sink } from './aws-s3-sink.ts';
import { translateFileTable } from './file-table.ts';
import { translateKafkaSource } from './kafka-source.ts';
import { outputsOf, readInputs } from './outputs.ts';
import { applyOwnOptions } from './own-options.ts';
import { applyLogNamespace } from './log-namespace.ts';
import { withoutOwnMetrics } from './own-metrics.ts';
import { optionsOf, readText, typeOf } from './read-values.ts';
import { translateOutlet } from './outlets.ts';
import { standIns } from './stand-ins.ts';
import { withSecretFiles } from './secrets.ts';
import { translateTransform, unknownType } from './transforms.ts';
import { tidyUnread } from './unread.ts';
import type { Translation } from './translation.ts';

type Kind = 'sources' | 'transforms' | 'sinks' | 'enrichment_tables';

/** Makes a definition, as `definePipeline` gives it, of a configuration of Vector's. */
export function translateDefinition(
  written: Tree,
  name: string,
  process: Draft,
  translation: Translation,
): Draft {
  const definition: Draft = { name, ...process };
  const globals: Draft = {};
  const tree = withoutOwnMetrics(withSecretFiles(written, translation), translation);
  applyRules(tree, globalRules, { path: '', draft: globals }, translation);
  const options = optionsOf(tree);
  const { timestampKey, sourceTypeKey, ...rest } = globals;
  for (const [option, value] of Object.entries(rest)) definition[option] ??= value;
  const zone = timezoneOf(options, translation);
  const context: Context = {
    tree,
    translation,
    definition,
    zone,
    timestampKey: typeof timestampKey === 'string' ? timestampKey : 'timestamp',
  };
  const sources = components('sources', context, ({ tree: source, path, isRefused }) => {
    if (isRefused) return { ...standIns.sources };
    const draft = translateKafkaSource(source, path, translation);
    if (timestampKey !== undefined) setOption(draft, 'timestampKey', timestampKey);
    if (sourceTypeKey !== undefined) setOption(draft, 'sourceTypeKey', sourceTypeKey);
    return draft;
  });
  const { transforms, outputs } = translateTransforms(context, Object.keys(sources));
  for (const found of componentsOf('enrichment_tables', context)) {
    const { name: table, tree: at, path, isRefused } = found;
    if (isRefused) continue;
    const read = translateFileTable(table, at, path, translation);
    if (read !== null) translation.tables.push(read);
  }
  const own = options.get('sluice');
  const isDense = textOf(fieldsOf(own)?.get('delivery')) === 'dense';
  const acknowledgements = acknowledgementsOf(options);
  const sinks = components('sinks', context, ({ name: sinkName, tree: sink, path, isRefused }) => {
    const surroundings = { acknowledgements, timezone: zone, isDense, process: definition };
    const draft = isRefused
      ? { ...standIns.sinks }
      : (translateOutlet(sink, path, zone, translation) ??
        translateAwsS3Sink(sink, path, surroundings, translation));
    draft['inputs'] = readInputs(sinkName, sink, path, outputs, translation);
    return draft;
  });
  applyLogNamespace(tree, { sources, transforms, sinks }, translation);
  tidyUnread({ sources, transforms, sinks }, (path) => treeAt(tree, path), translation);
  Object.assign(definition, { sources, transforms, sinks });
  if (own !== undefined) applyOwnOptions(own, definition, translation);
  return definition;
}

/** The part of a configuration at a path, or what is nearest above it. */
function treeAt(tree: Tree, path: string): Tree {
  let at = tree;
  for (const name of path.split('.')) at = optionsOf(at).get(name) ?? at;
  return at;
}

interface Context {
  readonly tree: Tree;
  readonly translation: Translation;
  readonly definition: Draft;
  readonly zone: string | null;
  readonly timestampKey: string;
}

interface Found {
  readonly name: string;
  readonly tree: Tree;
  readonly path: string;
  /** Its type is none that is read: a fault, which is told. */
  readonly isRefused: boolean;
}

/** What is made of each component of a kind. */
function components(kind: Kind, context: Context, make: (found: Found) => Draft): Draft {
  const drafts: Draft = {};
  for (const found of componentsOf(kind, context)) drafts[found.name] = make(found);
  return drafts;
}

function componentsOf(kind: Kind, { tree, translation }: Context): readonly Found[] {
  const all = optionsOf(tree).get(kind);
  if (all === undefined) return [];
  const fields = fieldsOf(all);
  if (fields === null) {
    translation.fault(
      all.place,
      kind,
      `got ${shown(kind, plainOf(all))}; allowed: components by name`,
    );
    return [];
  }
  return [...fields].map(([name, component]) => {
    const path = `${kind}.${name}`;
    translation.origin(path, path, component.place);
    const isRefused = !isKnown(kind, component, path, translation);
    return { name, tree: component, path, isRefused };
  });
}

function isKnown(kind: Kind, tree: Tree, path: string, translation: Translation): boolean {
  const type = optionsOf(tree).get('type');
  const word = textOf(type);
  const known: readonly string[] = knownTypes[kind];
  if (word !== null && known.includes(word)) return true;
  const place = (type ?? tree).place;
  const why = word === null ? undefined : refusedTypes[kind][word];
  if (why !== undefined) {
    translation.fault(place, `${path}.type`, `'${word}' is not supported: ${why}`);
  } else if ((kind === 'sources' || kind === 'sinks') && word !== null) {
    const way =
      kind === 'sources'
        ? 'with a kafka sink, and read that topic'
        : 'with a group_id of its own, as it reads the topic, too';
    translation.fault(
      place,
      `${path}.type`,
      `${unknownType(word, path, known)}; keep Vector for it, ${way}`,
    );
  } else {
    translation.fault(place, `${path}.type`, unknownType(word ?? undefined, path, known));
  }
  return false;
}

function translateTransforms(
  context: Context,
  sources: readonly string[],
): { readonly transforms: Draft; readonly outputs: ReadonlyMap<string, readonly string[]> } {
  const { translation, zone, timestampKey } = context;
  const found = componentsOf('transforms', context);
  const outputs = new Map<string, readonly string[]>(sources.map((name) => [name, [name]]));
  for (const { name, tree } of found) outputs.set(name, outputsOf(name, tree));
  const transforms: Draft = {};
  for (const { name, tree, path, isRefused } of found) {
    const inputs = readInputs(name, tree, path, outputs, translation);
    if (isRefused) {
      transforms[name] = { ...standIns.transforms, inputs };
      continue;
    }
    const type = typeOf(tree);
    transforms[name] = translateTransform[type]?.(
      tree,
      { name, path, inputs, timezone: zone, timestampKey },
      translation,
    );
  }
  return { transforms, outputs };
}

/** The time zone for all. */
function timezoneOf(options: ReadonlyMap<string, Tree>, translation: Translation): string | null {
  const tree = options.get('timezone');
  const zone = readText(tree, 'timezone', translation);
  if (tree === undefined || zone === null) return null;
  if (zone !== 'local') {
    translation.note(tree.place, 'timezone', null, 'of every remap and sink that does not say it');
    return zone;
  }
  translation.tell(tree.place, 'timezone', localZone);
  return null;
}

/** What sinks say that do not say it themselves. */
function acknowledgementsOf(options: ReadonlyMap<string, Tree>): unknown {
  const tree = options.get('acknowledgements');
  if (tree === undefined) return undefined;
  return typeof tree.value === 'boolean' ? tree.value : fieldsOf(tree)?.get('enabled')?.value;
}
