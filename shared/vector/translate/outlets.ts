import type { Rules } from '../rules/rule.ts';
import { blackholeRules, consoleRules, fileRules } from '../rules/outlets.ts';
import type { Tree } from '../text/tree.ts';
import { applyRules, type Draft, setOption } from './apply-rules.ts';
import { typeOf } from './read-values.ts';
import type { Translation } from './translation.ts';

const rulesOf: Readonly<Record<string, Rules>> = {
  console: consoleRules,
  blackhole: blackholeRules,
  file: fileRules,
};

/**
 * A `console`, `blackhole` or `file` of Vector's as one of ours; null of any other sink.
 * @param zone the time zone for all; null: none is given
 */
export function translateOutlet(
  tree: Tree,
  path: string,
  zone: string | null,
  translation: Translation,
): Draft | null {
  const type = typeOf(tree);
  const rules = Object.hasOwn(rulesOf, type) ? rulesOf[type] : undefined;
  if (rules === undefined) return null;
  const draft: Draft = { type };
  applyRules(tree, rules, { path, draft }, translation);
  if (type === 'file' && zone !== null) setOption(draft, 'timezone', zone);
  return draft;
}
