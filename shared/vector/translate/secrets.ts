import { secretOfFile } from '../../pipeline/secret-file.ts';
import { didYouMean } from '../../pipeline/faults.ts';
import { elementsOf, fieldsOf, textOf, type Tree } from '../text/tree.ts';
import { optionsOf } from './read-values.ts';
import type { Translation } from './translation.ts';

/** What Vector puts in where a text names a secret. */
const reference = /SECRET\[(\w+)\.([\w./-]+)\]/;
const whole = new RegExp(`^${reference.source}$`);

const otherBackend =
  'give it as an environment variable, or as a file of its own in a folder (type: directory), as Kubernetes mounts a Secret';

/** Gives the text that stands for a secret of a backend, which is read from its file when the process starts. */
type Backend = (key: string) => string;

/** A configuration whose secrets are names of files: `SECRET[backend.key]` is one of a file of JSON, or of a folder. */
export function withSecretFiles(tree: Tree, translation: Translation): Tree {
  const written = optionsOf(tree).get('secret');
  if (written === undefined) return tree;
  const backends = new Map<string, Backend | null>();
  for (const [name, backend] of optionsOf(written)) {
    backends.set(name, backendOf(backend, `secret.${name}`, translation));
  }
  const replaced = (at: Tree, path: string): Tree => {
    const elements = elementsOf(at);
    if (elements !== null) {
      const value = elements.map((one, index) => replaced(one, `${path}[${index}]`));
      return { place: at.place, value };
    }
    const fields = fieldsOf(at);
    if (fields !== null) {
      const value = [...fields].map(([name, field]) => {
        const inner = path === '' ? name : `${path}.${name}`;
        return [name, replaced(field, inner)] as const;
      });
      return { place: at.place, value: new Map(value) };
    }
    const text = textOf(at);
    if (text === null || !reference.test(text)) return at;
    const value = secretOf(text, at, path, backends, translation);
    return { place: at.place, value };
  };
  return replaced(tree, '');
}

function secretOf(
  text: string,
  { place }: Tree,
  path: string,
  backends: ReadonlyMap<string, Backend | null>,
  translation: Translation,
): string {
  const [, name = '', key = ''] = whole.exec(text) ?? [];
  if (name === '') {
    translation.fault(
      place,
      path,
      'holds a secret within a text; a secret is read when the process starts, as the whole value of an option',
    );
    return '';
  }
  const backend = backends.get(name);
  if (backend === undefined) {
    const known = [...backends.keys()];
    translation.fault(
      place,
      path,
      `there is no secret backend '${name}'${didYouMean(name, known)}; known: ${known.join(', ')}`,
    );
    return '';
  }
  if (backend === null) return '';
  translation.note(place, path, null, 'is read from its file when the process starts');
  return backend(key);
}

function backendOf(tree: Tree, path: string, translation: Translation): Backend | null {
  const options = optionsOf(tree);
  const type = textOf(options.get('type'));
  if (type !== 'file' && type !== 'directory') {
    const { place } = options.get('type') ?? tree;
    translation.fault(place, `${path}.type`, `'${type ?? ''}' is not read here: ${otherBackend}`);
    return null;
  }
  // `base_path` is how OpenShift's Vector calls a folder
  const isFolder = type === 'directory' || options.has('base_path');
  const at = options.has('base_path') ? 'base_path' : 'path';
  const known = isFolder ? ['type', at, 'remove_trailing_whitespace'] : ['type', 'path'];
  for (const [name, { place }] of options) {
    if (!known.includes(name)) translation.unknown(place, `${path}.${name}`, name, known);
  }
  const where = textOf(options.get(at));
  if (where === null || where === '') {
    translation.fault(tree.place, `${path}.${at}`, 'is missing; give the path');
    return null;
  }
  if (where.includes('$')) {
    const { place } = options.get(at) ?? tree;
    translation.fault(place, `${path}.${at}`, 'holds a variable; give the path as it is');
    return null;
  }
  return isFolder
    ? (key) => secretOfFile(`${where.replace(/\/$/, '')}/${key}`)
    : (key) => secretOfFile(where, key);
}
