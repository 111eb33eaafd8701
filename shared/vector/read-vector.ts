import type { Origin } from '../pipeline/faults.ts';
import { readConfigText } from './text/read-file.ts';
import { fieldsOf, type Place, placeText, type TextFault, textOf, type Tree } from './text/tree.ts';
import type { Draft } from './translate/apply-rules.ts';
import { translateDefinition } from './translate/definition.ts';
import type { FileTable } from './translate/file-table.ts';
import { mergeTrees } from './translate/merge.ts';
import { unpackResources } from './translate/resources.ts';
import { standInParts } from './translate/stand-ins.ts';
import { type Note, Translation, type TranslationOptions } from './translate/translation.ts';

export type { FileTable } from './translate/file-table.ts';
export type { Note } from './translate/translation.ts';

/** A file of Vector's, read from disk. */
export interface ConfigFile {
  /** As it is told to people. */
  readonly name: string;
  readonly text: string;
  /** A file `sinks/lake.yaml` of a folder is the component `sinks.lake`; null for any other. */
  readonly component: { readonly kind: string; readonly name: string } | null;
}

/** A configuration of Vector's as one of our definitions. */
export interface VectorPipeline {
  /** What `definePipeline` gives in TypeScript. Not whole where there are faults. */
  readonly definition: Draft;
  /** Where its options come from, and what is wrong already: `loadPipeline` tells it with what it finds itself. */
  readonly origin: Origin;
  readonly notes: readonly Note[];
  /** A line for each option that has no effect, with its place. */
  readonly told: readonly string[];
  /** Enrichment tables, whose files are not read yet. */
  readonly tables: readonly FileTable[];
  /** Values for the Helm chart, where a resource of an aggregator is among the files. */
  readonly chart: Draft | null;
  /** The whole configuration as it was written. */
  readonly tree: Tree | null;
}

/** Reads files of Vector's, or resources of vector-operator, as one configuration. */
export function readVector(
  files: readonly ConfigFile[],
  options: TranslationOptions,
): VectorPipeline {
  const faults: TextFault[] = [];
  const documents = files.flatMap((file) => documentsOf(file, faults));
  const { trees, name, chart, process, remarks } = unpackResources(documents, faults);
  const tree = mergeTrees(trees, faults);
  const translation = new Translation(options);
  translation.faults.push(...faults);
  for (const { tree: at, path, remark } of remarks) translation.note(at.place, path, null, remark);
  if (tree === null && faults.length === 0) {
    const place = { file: files[0]?.name ?? '', line: 1, column: 1 };
    translation.fault(place, '', 'holds nothing');
  }
  const own = fieldsOf(fieldsOf(tree ?? undefined)?.get('sluice'))?.get('name');
  const pipeline = textOf(own) ?? name ?? nameOf(files[0]?.name ?? '');
  const definition =
    tree === null
      ? { name: pipeline, ...standInParts }
      : translateDefinition(tree, pipeline, process, translation);
  const origin = {
    faults: translation.faults.map(({ place, message }) => `${placeText(place)}: ${message}`),
    nameOf: (path: string) => nameOfOption(path, translation.origins),
  };
  const notes = translation.notes.toSorted(byPlace);
  const told = translation.told.map(({ place, message }) => `${placeText(place)}: ${message}`);
  const { tables } = translation;
  return { definition, origin, notes, told, tables, chart, tree };
}

function documentsOf({ name, text, component }: ConfigFile, faults: TextFault[]): readonly Tree[] {
  const { trees, faults: found } = readConfigText(text, name);
  faults.push(...found);
  if (component === null) return trees.filter(({ value }) => value !== null);
  return trees.map((tree) => ({
    place: tree.place,
    value: new Map([
      [component.kind, { place: tree.place, value: new Map([[component.name, tree]]) }],
    ]),
  }));
}

/** A name for the pipeline out of that of its file. */
function nameOf(file: string): string {
  const stem = file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
  const name = stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '');
  return name.slice(0, 64) || 'pipeline';
}

/** An option of ours as it was written: with its place, and in Vector's words. */
function nameOfOption(
  path: string,
  origins: ReadonlyMap<string, { readonly path: string; readonly place: Place }>,
): string {
  for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.]*$/, '')) {
    const found = origins.get(at);
    if (found !== undefined) {
      return `${placeText(found.place)}: ${found.path}${path.slice(at.length)}`;
    }
  }
  return path;
}

/** Orders what is told of options by where they stand. */
export function byPlace({ place: one }: Note, { place: other }: Note): number {
  // not by the language of the machine: what is told is the same everywhere
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
