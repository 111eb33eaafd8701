import { awsS3SinkRules } from '../../../shared/vector/rules/aws-s3-sink.ts';
import { kafkaSourceRules } from '../../../shared/vector/rules/kafka-source.ts';
import type { Rules } from '../../../shared/vector/rules/rule.ts';
import { consoleRules, fileRules } from '../../../shared/vector/rules/outlets.ts';
import type { Note } from '../../../shared/vector/read-vector.ts';
import { fieldsOf, textOf, type Tree } from '../../../shared/vector/text/tree.ts';

/** Options that are left out, where leaving them out is not the same here. */
export function leftOut(tree: Tree | null): readonly Note[] {
  const fields = fieldsOf(tree ?? undefined);
  if (fields === null) return [];
  return Object.entries(kinds).flatMap(([kind, rulesOf]) =>
    [...(fieldsOf(fields.get(kind)) ?? [])].flatMap(([name, component]) => {
      const rules = rulesOf[textOf(fieldsOf(component)?.get('type')) ?? ''] ?? {};
      const own = Object.entries(rules).filter(([option]) => !isSaidOfAll(option, fields));
      return missing(Object.fromEntries(own), component, `${kind}.${name}`, component);
    }),
  );
}

/** Options of sinks that the top of a configuration says of all. */
function isSaidOfAll(option: string, top: ReadonlyMap<string, Tree>): boolean {
  return (option === 'timezone' || option === 'acknowledgements') && top.has(option);
}

/** By their types. */
const kinds: Readonly<Record<string, Readonly<Record<string, Rules>>>> = {
  sources: { kafka: kafkaSourceRules },
  sinks: { aws_s3: awsS3SinkRules, console: consoleRules, file: fileRules },
};

function missing(
  rules: Rules,
  tree: Tree | undefined,
  path: string,
  component: Tree,
): readonly Note[] {
  const fields = fieldsOf(tree);
  return Object.entries(rules).flatMap(([name, rule]) => {
    const field = fields?.get(name);
    const at = `${path}.${name}`;
    if (rule.kind === 'group') return missing(rule.rules, field, at, component);
    if (rule.kind !== 'to' || field !== undefined || rule.absent === null) return [];
    return [
      { place: component.place, path: at, becomes: null, remark: `left out: ${rule.absent}` },
    ];
  });
}
