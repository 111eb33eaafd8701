import { shown } from '../../pipeline/faults.ts';
import { conditionRules } from '../rules/transforms.ts';
import { fieldsOf, plainOf, textOf, type Tree } from '../text/tree.ts';
import { applyRules } from './apply-rules.ts';
import type { Translation } from './translation.ts';

/**
 * A condition in VRL, which Vector takes as text or as `{ type: vrl, source }`.
 * @param ours where it stands in the definition
 * @returns null where it is none, with the fault told
 */
export function translateCondition(
  tree: Tree,
  path: string,
  ours: string,
  translation: Translation,
): string | null {
  const text = textOf(tree);
  if (text !== null) return settledCondition(tree, text, path, ours, translation);
  const fields = fieldsOf(tree);
  if (fields === null) {
    const got = shown(path, plainOf(tree));
    translation.fault(tree.place, path, `got ${got}; allowed: a condition in VRL`);
    return null;
  }
  const type = fields.get('type');
  const kind = type?.value ?? 'vrl';
  if (kind === 'is_log') {
    translation.note(tree.place, path, 'true', 'a record of Kafka is a log');
    return 'true';
  }
  if (kind !== 'vrl') {
    const why = kind === 'datadog_search' ? "Datadog's query language" : shown(path, kind);
    translation.fault(
      type?.place ?? tree.place,
      `${path}.type`,
      `${why} is not supported; write the condition in VRL`,
    );
    return null;
  }
  applyRules(tree, conditionRules, { path, draft: {} }, translation);
  const source = fields.get('source');
  const written = textOf(source);
  if (source === undefined || written === null) {
    const place = source?.place ?? tree.place;
    translation.fault(place, `${path}.source`, 'is missing; give the condition');
    return null;
  }
  return settledCondition(source, written, `${path}.source`, ours, translation);
}

function settledCondition(
  { place }: Tree,
  text: string,
  path: string,
  ours: string,
  translation: Translation,
): string | null {
  translation.origin(ours, path, place);
  translation.note(place, path, ours.replace(/^transforms\.[^.]*\./, ''), null);
  return translation.settled(text, path, place);
}
