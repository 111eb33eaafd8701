import type { Rules } from '../rules/rule.ts';
import { blackholeRules, consoleRules } from '../rules/outlets.ts';
import { textOf, type Tree } from '../text/tree.ts';
import { applyRules, type Draft } from './apply-rules.ts';
import { optionsOf } from './read-values.ts';
import type { Translation } from './translation.ts';

const rulesOf: Readonly<Record<string, Rules>> = {
  console: consoleRules,
  blackhole: blackholeRules,
};

/** A `console` or `blackhole` of Vector's as one of ours; null of any other sink. */
export function translateOutlet(tree: Tree, path: string, translation: Translation): Draft | null {
  const type = textOf(optionsOf(tree).get('type')) ?? '';
  const rules = Object.hasOwn(rulesOf, type) ? rulesOf[type] : undefined;
  if (rules === undefined) return null;
  const draft: Draft = { type };
  applyRules(tree, rules, { path, draft }, translation);
  return draft;
}
