import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { hideVariables } from './variables.ts';
import type { Place, ReadText, Scalar, TextFault, Tree } from './tree.ts';

/** Reads a YAML file, all of its documents. JSON is read by it, too, for the places of its parts. */
export function readYaml(text: string, file: string): ReadText {
  const { text: plain, reveal, faults: wrong } = hideVariables(text);
  return readHidden(plain, file, reveal, wrong);
}

/** The same of a text whose variables are hidden already. */
export function readHidden(
  text: string,
  file: string,
  reveal: (text: string) => string,
  wrong: readonly { readonly at: number; readonly message: string }[],
): ReadText {
  const lines = new LineCounter();
  // as Vector's parser: merge keys, and a key that stands twice is an error
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults: TextFault[] = wrong.map(({ at, message }) => ({ place: placeAt(at), message }));
  const trees: Tree[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    faults.push(
      ...document.errors.map(({ pos, message }) => ({ place: placeAt(pos[0]), message })),
    );
    if (document.errors.length > 0 || document.contents === null) continue;
    trees.push(treeOf(document.contents, { document, placeAt, reveal, faults, depth: 0 }));
  }
  return { trees, faults };
}

interface Context {
  readonly document: Document;
  readonly placeAt: (offset: number) => Place;
  readonly reveal: (text: string) => string;
  readonly faults: TextFault[];
  readonly depth: number;
}

/** Deeper than any file goes, and less than a file of aliases to itself. */
const maxDepth = 64;

function treeOf(node: Node, context: Context, key?: Place): Tree {
  const place = key ?? context.placeAt(node.range?.[0] ?? 0);
  if (context.depth > maxDepth) {
    context.faults.push({ place, message: `is deeper than ${maxDepth} levels` });
    return { place, value: null };
  }
  const inner = { ...context, depth: context.depth + 1 };
  if (isAlias(node)) {
    const target = node.resolve(context.document);
    if (target === undefined) {
      context.faults.push({ place, message: `there is no '&${node.source}'` });
      return { place, value: null };
    }
    return treeOf(target, inner, place);
  }
  if (isSeq(node)) {
    const elements = node.items.filter((item) => item !== null) as Node[];
    return { place, value: elements.map((item) => treeOf(item, inner)) };
  }
  if (isMap(node)) {
    const fields = new Map<string, Tree>();
    for (const pair of node.items) addPair(pair as Pair<Node, Node | null>, fields, inner);
    return { place, value: fields };
  }
  const value: unknown = isScalar(node) ? node.value : null;
  return { place, value: typeof value === 'string' ? context.reveal(value) : scalarOf(value) };
}

function addPair(pair: Pair<Node, Node | null>, fields: Map<string, Tree>, context: Context): void {
  const { key, value } = pair;
  const place = context.placeAt(key.range?.[0] ?? 0);
  const name: unknown = isScalar(key) ? key.value : undefined;
  if (typeof name === 'symbol' || name === '<<') {
    merge(value, fields, context, place);
    return;
  }
  if (typeof name !== 'string' && typeof name !== 'number' && typeof name !== 'boolean') {
    context.faults.push({ place, message: 'a name of a field has to be text' });
    return;
  }
  const tree = value === null ? { place, value: null } : treeOf(value, context, place);
  fields.set(context.reveal(String(name)), tree);
}

/** `<<: *defaults`: what is written in the object itself counts. */
function merge(
  value: Node | null,
  fields: Map<string, Tree>,
  context: Context,
  place: Place,
): void {
  if (value === null) return;
  const merged = treeOf(value, context, place).value;
  const objects = Array.isArray(merged)
    ? (merged as readonly Tree[]).map((one) => one.value)
    : [merged];
  for (const object of objects) {
    if (!(object instanceof Map)) {
      context.faults.push({ place, message: "'<<' takes an object, or a list of them" });
      continue;
    }
    for (const [name, tree] of object as ReadonlyMap<string, Tree>) {
      if (!fields.has(name)) fields.set(name, tree);
    }
  }
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return value;
  }
  return null;
}
