import { shown } from '../../pipeline/faults.ts';
import type { Rule, Rules } from '../rules/rule.ts';
import { fieldsOf, plainOf, type Tree } from '../text/tree.ts';
import type { Translation } from './translation.ts';

/** An object of the definition that is being made. */
export type Draft = Record<string, unknown>;

/** Where a component stands, in Vector's words and in ours. */
export interface Component {
  /** `sinks.s3` */
  readonly path: string;
  readonly draft: Draft;
}

/** Translates the options of a component by its rules; those that are `read` are the caller's to look at. */
export function applyRules(
  tree: Tree,
  rules: Rules,
  component: Component,
  translation: Translation,
  path: string = component.path,
): void {
  const fields = fieldsOf(tree);
  if (fields === null) {
    translation.fault(tree.place, path, `got ${shown(path, plainOf(tree))}; allowed: an object`);
    return;
  }
  for (const [name, field] of fields) {
    const at = path === '' ? name : `${path}.${name}`;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) translation.unknown(field.place, at, name, Object.keys(rules));
    else applyRule(rule, field, component, translation, at);
  }
}

function applyRule(
  rule: Rule,
  field: Tree,
  component: Component,
  translation: Translation,
  path: string,
): void {
  const { place } = field;
  switch (rule.kind) {
    case 'group':
      // `acknowledgements: true` is short for its one option
      if (typeof field.value === 'boolean' && rule.rules['enabled'] !== undefined) {
        applyRule(rule.rules['enabled'], field, component, translation, path);
      } else applyRules(field, rule.rules, component, translation, path);
      return;
    case 'refused':
      translation.fault(place, path, `is not supported: ${rule.why}`);
      return;
    case 'only': {
      const value = plainOf(field);
      if (rule.values.some((one) => one === value)) translation.note(place, path, null, rule.why);
      else
        translation.fault(
          place,
          path,
          `got ${shown(path, value)}, which is not supported: ${rule.why}`,
        );
      return;
    }
    case 'holds':
      translation.note(place, path, null, rule.why);
      return;
    case 'moot':
      translation.moot(place, path, rule.why);
      return;
    case 'read':
      return;
    case 'to': {
      const converted = rule.convert(plainOf(field));
      if ('fault' in converted) {
        translation.fault(place, path, converted.fault);
        return;
      }
      if (!setOption(component.draft, rule.option, converted.value)) {
        translation.fault(place, path, `${rule.option} is set by another option already`);
        return;
      }
      translation.origin(`${component.path}.${rule.option}`, path, place);
      if (converted.told !== undefined) translation.tell(place, path, converted.told);
      translation.note(place, path, rule.option, rule.change);
      return;
    }
  }
}

/** Sets an option by its path; false where it is set already. */
export function setOption(draft: Draft, path: string, value: unknown): boolean {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = draft;
  for (const name of names) {
    const inner = (at[name] ??= {}) as Draft;
    at = inner;
  }
  if (at[last] !== undefined) return false;
  at[last] = value;
  return true;
}
