import { fileTableRules } from '../rules/file-table.ts';
import { fieldsOf, type Place, plainOf, type Tree } from '../text/tree.ts';
import { applyRules } from './apply-rules.ts';
import { optionsOf, readFlag, readText } from './read-values.ts';
import type { Translation } from './translation.ts';

/** An enrichment table as it is written; its file is not read yet. */
export interface FileTable {
  readonly name: string;
  /** `enrichment_tables.name` */
  readonly path: string;
  /** Where the name of its file stands. */
  readonly place: Place;
  /** From the folder of the configuration. */
  readonly file: string;
  readonly hasHeaders: boolean;
  /** One character. */
  readonly delimiter: string;
  /** Types by the names of columns. */
  readonly schema: ReadonlyMap<string, { readonly type: string; readonly place: Place }>;
}

/** Reads the options of a table; null where no file is named, which is a fault. */
export function translateFileTable(
  name: string,
  tree: Tree,
  path: string,
  translation: Translation,
): FileTable | null {
  applyRules(tree, fileTableRules, { path, draft: {} }, translation);
  const file = optionsOf(optionsOf(tree).get('file') ?? tree);
  const written = file.get('path');
  const at = `${path}.file.path`;
  const text = readText(written, at, translation);
  if (written === undefined) translation.fault(tree.place, at, 'is missing; give a file of CSV');
  if (written === undefined || text === null) return null;
  translation.note(
    written.place,
    at,
    null,
    'is read when the pipeline is built; another file needs another build',
  );
  const encoding = optionsOf(file.get('encoding') ?? tree);
  const inEncoding = `${path}.file.encoding`;
  return {
    name,
    path,
    place: written.place,
    file: text,
    hasHeaders: readFlag(
      encoding.get('include_headers'),
      `${inEncoding}.include_headers`,
      true,
      translation,
    ),
    delimiter: delimiterOf(encoding.get('delimiter'), `${inEncoding}.delimiter`, translation),
    schema: schemaOf(optionsOf(tree).get('schema'), `${path}.schema`, translation),
  };
}

function delimiterOf(tree: Tree | undefined, path: string, translation: Translation): string {
  const text = readText(tree, path, translation);
  if (tree === undefined || text === null) return ',';
  if (/^[^\u0080-\uFFFF"\r\n]$/.test(text)) return text;
  translation.fault(tree.place, path, `got '${text}'; allowed: one character of ASCII`);
  return ',';
}

function schemaOf(
  tree: Tree | undefined,
  path: string,
  translation: Translation,
): FileTable['schema'] {
  const schema = new Map<string, { readonly type: string; readonly place: Place }>();
  if (tree === undefined) return schema;
  if (fieldsOf(tree) === null && plainOf(tree) !== null) {
    translation.fault(tree.place, path, 'is no object; give types by the names of columns');
  }
  for (const [column, written] of optionsOf(tree)) {
    const type = readText(written, `${path}.${column}`, translation);
    if (type !== null) schema.set(column, { type, place: written.place });
  }
  return schema;
}
