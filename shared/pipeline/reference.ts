import { kafkaSourceOptions } from './components/kafka-source-options.ts';
import { processOptions } from './components/process.ts';
import { s3SinkOptions } from './components/s3-sink-options.ts';
import type { Option, Shape } from './options/option.ts';

/** The reference of all options as Markdown, made from the same tables that options are checked against. */
export function configurationReference(): string {
  return `# Configuration

Made by \`npm run docs\` from the option tables in \`shared/pipeline/components\`; a test compares the two.

A pipeline is the default export of a file: \`export default definePipeline({ name, sources, transforms, sinks, … })\`.
Components have names, and \`inputs\` wires them; an output of a route is \`route.output\`, what none of its conditions
took is \`route._unmatched\`. All faults are told at once, before anything starts.

Any text may hold environment variables: \`\${NAME}\`, or \`\${NAME:-default}\` for one that is unset or empty; \`$$\` is a
plain \`$\`. Numbers, true and false may come from the environment too. An option that the environment leaves empty
counts as left out. Names in \`inputs\` are written as they are.

The last column names the option in Vector, and its default there in brackets where it differs.

## The process

${table({ name: nameOption, ...processOptions })}

## Source \`kafka\`

${table(kafkaSourceOptions)}

## Transforms

Made by functions, so that the compiler sees what they do:

| transform | options | does |
| --- | --- | --- |
| \`remap\` | \`inputs\`, \`program\` | changes each event, or returns what replaces it |
| \`filter\` | \`inputs\`, \`condition\` | keeps the events for which the condition is true |
| \`route\` | \`inputs\`, \`routes\` | sends each event to every output whose condition is true, else to \`_unmatched\` |

## Sink \`aws_s3\`

${table({ inputs: inputsOption, ...s3SinkOptions })}
`;
}

type Row = Pick<
  Option<unknown>,
  'kind' | 'value' | 'required' | 'fallback' | 'defaultText' | 'meaning' | 'vector'
>;

const nameOption = described(
  'a-z 0-9 _ -, no _ or - first, at most 64',
  'Names the pipeline in metrics, logs and objects.',
  null,
);

const inputsOption = described(
  'a list of component names',
  'What the sink stores: names of sources and transforms.',
  'inputs',
);

function described(allowed: string, meaning: string, vector: string | null): Row {
  const value = { allowed, read: (raw: unknown) => ({ ok: true, value: raw }) as const };
  return {
    kind: 'option',
    value,
    required: true,
    fallback: null,
    defaultText: null,
    meaning,
    vector,
  };
}

function table(shape: Readonly<Record<string, Row | Shape[string]>>): string {
  const rows = rowsOf(shape, '').map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return [
    '| option | allowed | default | meaning | Vector |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function rowsOf(
  shape: Readonly<Record<string, Row | Shape[string]>>,
  prefix: string,
): readonly (readonly string[])[] {
  return Object.entries(shape).flatMap(([name, entry]) => {
    const path = `${prefix}${name}`;
    if (entry.kind === 'group') return rowsOf(entry.options, `${path}.`);
    const { value, meaning, vector } = entry;
    return [[`\`${path}\``, value.allowed, defaultOf(entry), meaning, vector ?? '']];
  });
}

function defaultOf({ required, defaultText, fallback }: Row): string {
  if (required) return '**required**';
  if (defaultText !== null) return defaultText;
  if (fallback === null) return 'none';
  return `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``;
}

/** Text within a table: a bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
