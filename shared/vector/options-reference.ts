import { refusedTypes } from './rules/component-types.ts';
import { awsS3SinkRules } from './rules/aws-s3-sink.ts';
import { fileTableRules } from './rules/file-table.ts';
import { globalRules } from './rules/globals.ts';
import { kafkaSourceRules } from './rules/kafka-source.ts';
import { blackholeRules, consoleRules, fileRules } from './rules/outlets.ts';
import type { Rule, Rules } from './rules/rule.ts';
import {
  dedupeRules,
  exclusiveRouteRules,
  filterRules,
  reduceRules,
  remapRules,
  routeRules,
  sampleRules,
  throttleRules,
} from './rules/transforms.ts';

/** Every option of Vector's and what becomes of it, as Markdown, made from the tables that configurations are read by. */
export function vectorOptionsReference(): string {
  const tables: readonly (readonly [string, Rules])[] = [
    ['The top of a configuration', globalRules],
    ['Source `kafka`', kafkaSourceRules],
    ['Transform `remap`', remapRules],
    ['Transform `filter`', filterRules],
    ['Transform `route`', routeRules],
    ['Transform `exclusive_route`', exclusiveRouteRules],
    ['Transform `sample`', sampleRules],
    ['Transform `dedupe`', dedupeRules],
    ['Transform `throttle`', throttleRules],
    ['Transform `reduce`', reduceRules],
    ['Sink `aws_s3`', awsS3SinkRules],
    ['Sink `console`', consoleRules],
    ['Sink `blackhole`', blackholeRules],
    ['Sink `file`', fileRules],
    ['Enrichment table `file`', fileTableRules],
  ];
  const sections = tables.map(([title, rules]) => `## ${title}\n\n${tableOf(rules)}\n`);
  return `# Vector's options

Made by \`npm run docs\` from the tables in \`shared/vector/rules\`; a test compares the two. What there is to know beside
them is in [vector.md](vector.md). An option that is in no table is a fault, with the nearest name; so is one that is refused here.
One with no effect is taken, and \`sluice validate\` says so.

${sections.join('\n')}
## Components that are refused

| component | why, and the way around |
| --- | --- |
${refusedRows().join('\n')}
`;
}

function tableOf(rules: Rules): string {
  const rows = rowsOf(rules, '').map(
    ([option, becomes, remark]) => `| \`${option}\` | ${becomes} | ${cell(remark)} |`,
  );
  return ['| option | becomes | remark |', '| --- | --- | --- |', ...rows].join('\n');
}

type Row = readonly [option: string, becomes: string, remark: string];

function rowsOf(rules: Rules, prefix: string): readonly Row[] {
  return Object.entries(rules).flatMap(([name, rule]): readonly Row[] => {
    const path = `${prefix}${name}`;
    return rule.kind === 'group' ? rowsOf(rule.rules, `${path}.`) : [[path, ...told(rule)]];
  });
}

function told(rule: Exclude<Rule, { readonly kind: 'group' }>): readonly [string, string] {
  switch (rule.kind) {
    case 'to': {
      const absent = rule.absent === null ? null : `left out: ${rule.absent}`;
      return [`\`${rule.option}\``, [rule.change, absent].filter((one) => one !== null).join('; ')];
    }
    case 'refused':
      return ['**refused**', rule.why];
    case 'only': {
      const values = rule.values.map((value) => `\`${String(value)}\``).join(', ');
      return [`only ${values}`, rule.why];
    }
    case 'holds':
      return ['holds', rule.why];
    case 'moot':
      return ['no effect', rule.why];
    case 'read':
    default:
      return ['read', rule.becomes];
  }
}

function refusedRows(): readonly string[] {
  return Object.entries(refusedTypes).flatMap(([kind, types]) =>
    Object.entries(types).map(([type, why]) => `| ${kind}: \`${type}\` | ${cell(why)} |`),
  );
}

/** Text within a table: a bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
