import type { Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';
import type { Translation } from './translation.ts';

type Components = Readonly<Record<string, unknown>>;

interface Parts {
  readonly sources: Draft;
  readonly transforms: Draft;
  readonly sinks: Draft;
}

/**
 * What nobody reads is lost in Vector, with a warning; here it would be a fault. A source or a transform of that kind is
 * left out, an output of a route goes to a `blackhole`, so that it is counted, and what a remap drops becomes a dead letter.
 */
export function tidyUnread(
  parts: Parts,
  treeOf: (path: string) => Tree,
  translation: Translation,
): void {
  const { sources, transforms, sinks } = parts;
  const tell = (path: string, what: string): void => {
    translation.tell(treeOf(path).place, path, `is read by nobody, as in Vector: ${what}`);
  };
  // a pipeline that stores nothing is a fault for another reason
  if (Object.keys(sinks).length === 0) return;
  for (let left = leaves(parts); left.length > 0; left = leaves(parts)) {
    for (const [kind, name] of left) {
      delete parts[kind][name];
      tell(`${kind}.${name}`, 'it is left out');
    }
  }
  if (Object.keys(sources).length === 0) return;
  const read = inputsOf(parts);
  for (const [name, draft] of Object.entries(transforms)) {
    const transform = draft as Draft;
    const path = `transforms.${name}`;
    if (transform['rerouteDropped'] === true && !read.has(`${name}.dropped`)) {
      transform['rerouteDropped'] = false;
      tell(`${path}.reroute_dropped`, 'what is dropped because of an error becomes a dead letter');
    }
    const unread = Object.keys((transform['routes'] ?? {}) as Components)
      .map((route) => `${name}.${route}`)
      .filter((output) => !read.has(output));
    if (unread.length === 0) continue;
    sinks[freeName(`${name}_unread`, parts)] = { type: 'blackhole', inputs: unread };
    for (const output of unread) {
      tell(path, `events of '${output}' go to a blackhole, which counts them`);
    }
  }
}

/** Sources and transforms of which no output is read. */
function leaves(parts: Parts): readonly (readonly ['sources' | 'transforms', string])[] {
  const read = inputsOf(parts);
  const owners = new Set([...read].flatMap((input) => [input, input.replace(/\.[^.]*$/, '')]));
  return (['sources', 'transforms'] as const).flatMap((kind) =>
    Object.keys(parts[kind])
      .filter((name) => !owners.has(name))
      .map((name) => [kind, name] as const),
  );
}

function inputsOf({ transforms, sinks }: Parts): ReadonlySet<string> {
  const all = [...Object.values(transforms), ...Object.values(sinks)];
  return new Set(all.flatMap((draft) => (draft as { readonly inputs: readonly string[] }).inputs));
}

function freeName(name: string, { sources, transforms, sinks }: Parts): string {
  const isTaken = [sources, transforms, sinks].some((kind) => Object.hasOwn(kind, name));
  return isTaken ? freeName(`${name}_`, { sources, transforms, sinks }) : name;
}
