import { isVectorFile, readConfigText } from '../text/read-file.ts';
import { fieldsOf, type TextFault, textOf, type Tree } from '../text/tree.ts';

/** The configurations that a ConfigMap holds as files; none of any other document. */
export function configsOfMap(document: Tree, faults: TextFault[]): readonly Tree[] {
  const fields = fieldsOf(document);
  if (textOf(fields?.get('kind')) !== 'ConfigMap') return [];
  return [...(fieldsOf(fields?.get('data')) ?? [])].flatMap(([name, held]) => {
    const text = textOf(held);
    if (text === null || !isVectorFile(name)) return [];
    // lines count within the file that it holds
    const read = readConfigText(text, `${document.place.file}#${name}`);
    faults.push(...read.faults);
    return read.trees.filter(({ value }) => value !== null);
  });
}

/** Whether a document is values of Vector's Helm chart: these have the configuration under `customConfig`. */
export function isHelmValues(fields: ReadonlyMap<string, Tree> | null): boolean {
  return fields?.has('customConfig') === true && !fields.has('sources') && !fields.has('sinks');
}
