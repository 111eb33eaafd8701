import { shown } from '../../pipeline/faults.ts';
import { conditionRules } from '../rules/transforms.ts';
import { fieldsOf, plainOf, textOf, type Tree } from '../text/tree.ts';
import { applyRules } from './apply-rules.ts';
import type { Translation, UsedProgram } from './translation.ts';

/** A condition: VRL as text, or as `{ type: vrl, source }`. Null where it is none, with the fault told. */
export function translateCondition(
  tree: Tree,
  path: string,
  timezone: string,
  translation: Translation,
): UsedProgram | null {
  const use = { kind: 'condition', timezone } as const;
  const text = textOf(tree);
  if (text !== null) return translation.compile(tree, text, path, use);
  const fields = fieldsOf(tree);
  if (fields === null) {
    translation.fault(
      tree.place,
      path,
      `got ${shown(path, plainOf(tree))}; allowed: a condition in VRL`,
    );
    return null;
  }
  const type = fields.get('type');
  const kind = type?.value ?? 'vrl';
  if (kind === 'is_log') {
    translation.note(tree.place, path, 'a condition that holds', 'a record of Kafka is a log');
    return translation.add({
      module: 'export default () => true;',
      run: () => true,
      rules: 'true',
    });
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
    translation.fault(
      source?.place ?? tree.place,
      `${path}.source`,
      'is missing; give the condition',
    );
    return null;
  }
  return translation.compile(source, written, `${path}.source`, use);
}
