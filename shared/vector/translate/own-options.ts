import { fieldsOf, plainOf, type Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';
import type { Translation } from './translation.ts';

/**
 * Puts the table `sluice` over the definition: options of ours that Vector has no word for, spelled as in a TypeScript
 * pipeline. What it says counts, also over what an option of Vector's was translated to.
 */
export function applyOwnOptions(tree: Tree, definition: Draft, translation: Translation): void {
  const fields = fieldsOf(tree);
  if (fields === null) {
    translation.fault(
      tree.place,
      'sluice',
      'is no table; allowed: options as in a TypeScript pipeline',
    );
    return;
  }
  for (const [name, field] of fields) {
    if (name !== 'sources' && name !== 'transforms' && name !== 'sinks') {
      overlay(definition, name, field, name, `sluice.${name}`, translation);
      continue;
    }
    for (const [component, options] of fieldsOf(field) ?? []) {
      const at = `sluice.${name}.${component}`;
      const drafts = definition[name] as Draft;
      const draft = drafts[component] as Draft | undefined;
      if (name === 'transforms' && draft?.['type'] !== 'reduce') {
        translation.fault(
          options.place,
          at,
          'transforms but reduce have no options of ours; write them under transforms',
        );
      } else if (draft === undefined) {
        translation.fault(
          options.place,
          at,
          `there is no such component; known: ${Object.keys(drafts).join(', ')}`,
        );
      } else {
        for (const [option, value] of fieldsOf(options) ?? []) {
          const ours = `${name}.${component}.${option}`;
          overlay(draft, option, value, ours, `${at}.${option}`, translation);
        }
      }
    }
  }
}

function overlay(
  draft: Draft,
  name: string,
  tree: Tree,
  ours: string,
  path: string,
  translation: Translation,
): void {
  const fields = fieldsOf(tree);
  translation.origin(ours, path, tree.place);
  const before = draft[name];
  if (fields === null || isText(before)) {
    draft[name] = plainOf(tree);
    translation.note(tree.place, path, ours, null);
    return;
  }
  const inner = (draft[name] ??= {}) as Draft;
  for (const [part, value] of fields) {
    overlay(inner, part, value, `${ours}.${part}`, `${path}.${part}`, translation);
  }
}

function isText(value: unknown): boolean {
  return (
    value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))
  );
}
