import type { Place, TypedExpression } from '../check/typed.ts';
import type { Root, Segment } from '../syntax/ast.ts';
import { walk } from './walk.ts';

/** What a program does to its event. */
export interface EventUses {
  /** It looks at the whole of it, replaces it, or looks for a field that it names in several ways. */
  readonly isWhole: boolean;
  /** Fields that it changes, in the order of its text. */
  readonly written: readonly string[];
  /** Fields of which it wants the whole value. */
  readonly readWhole: readonly string[];
  readonly usesMetadata: boolean;
  /** Fields of the metadata that it looks for and never sets. */
  readonly unsetMetadata: readonly string[];
  /** Variables of the environment that it looks at. */
  readonly variables: readonly string[];
}

/** Finds out which fields a program touches. */
export function eventUses(program: TypedExpression): EventUses {
  const written = new Set<string>();
  const readWhole = new Set<string>();
  const variables = new Set<string>();
  let isWhole = false;
  let usesMetadata = false;
  const metadata = { read: new Set<string>(), written: new Set<string>(), isReplaced: false };
  const touch = (root: Root, path: readonly Segment[], how: 'read' | 'write'): void => {
    const [first, ...rest] = path;
    if (root === 'metadata') {
      usesMetadata = true;
      if (first?.kind === 'field') metadata[how === 'read' ? 'read' : 'written'].add(first.name);
      else if (how === 'write') metadata.isReplaced = true;
      return;
    }
    if (first === undefined || first.kind !== 'field') {
      isWhole = true;
      return;
    }
    if (how === 'write') written.add(first.name);
    else if (rest.length === 0) readWhole.add(first.name);
  };
  const write = (place: Place): void => {
    if (place.type === 'target') touch(place.root, place.path, 'write');
  };
  walk(program, (one) => {
    if (one.type === 'call' && one.definition.name === 'get_env_var') {
      const name = one.arguments[0]?.value.constant;
      if (typeof name === 'string') variables.add(name);
    }
    if (one.type === 'read') touch(one.root, one.path, 'read');
    if (one.type === 'assign' || one.type === 'assign-or-error') write(one.place);
    if (one.type === 'assign-or-error') write(one.errorPlace);
    if ((one.type === 'delete' || one.type === 'exists') && one.place?.type === 'target') {
      touch(one.place.root, one.place.path, one.type === 'delete' ? 'write' : 'read');
    }
  });
  return {
    isWhole,
    written: [...written],
    readWhole: [...readWhole],
    usesMetadata,
    unsetMetadata: metadata.isReplaced
      ? []
      : [...metadata.read].filter((name) => !metadata.written.has(name)),
    variables: [...variables],
  };
}
