/** Where something stands in the files that were given; lines and columns count from one. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Scalar = string | number | bigint | boolean | null;

/** A piece of a configuration with its place; that of a field is where its name stands. */
export interface Tree {
  readonly place: Place;
  readonly value: Scalar | readonly Tree[] | ReadonlyMap<string, Tree>;
}

/** What is wrong with a file, or with something in it. */
export interface TextFault {
  readonly place: Place;
  readonly message: string;
}

/** What a file was read to. */
export interface ReadText {
  /** One for each document of a YAML file, otherwise one; none where it is empty or unreadable. */
  readonly trees: readonly Tree[];
  readonly faults: readonly TextFault[];
}

/** The fields of an object, or null for anything else. */
export function fieldsOf(tree: Tree | undefined): ReadonlyMap<string, Tree> | null {
  return tree?.value instanceof Map ? (tree.value as ReadonlyMap<string, Tree>) : null;
}

/** The elements of a list, or null for anything else. */
export function elementsOf(tree: Tree | undefined): readonly Tree[] | null {
  return Array.isArray(tree?.value) ? (tree.value as readonly Tree[]) : null;
}

/** The text, or null for anything else. */
export function textOf(tree: Tree | undefined): string | null {
  return typeof tree?.value === 'string' ? tree.value : null;
}

/** The same without places, as JSON would have it. */
export function plainOf(tree: Tree): unknown {
  const elements = elementsOf(tree);
  if (elements !== null) return elements.map(plainOf);
  const fields = fieldsOf(tree);
  if (fields === null) return tree.value;
  return Object.fromEntries([...fields].map(([name, field]) => [name, plainOf(field)]));
}

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
