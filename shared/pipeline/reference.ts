import { dedupeOptions, sampleOptions, throttleOptions } from './components/gate-options.ts';
import { kafkaSourceOptions } from './components/kafka-source-options.ts';
import { processOptions } from './components/process.ts';
import { fileOptions } from './components/file-outlet-options.ts';
import { reduceOptions } from './components/reduce-options.ts';
import { blackholeOptions, consoleOptions } from './components/outlet-options.ts';
import { s3SinkOptions } from './components/s3-sink-options.ts';
import type { Option, Shape } from './options/option.ts';
import { dedupeWords, sampleWords, throttleWords } from './words/gate-words.ts';
import { kafkaSourceWords } from './words/kafka-source-words.ts';
import { processWords } from './words/process-words.ts';
import { reduceWords } from './words/reduce-words.ts';
import { s3SinkWords } from './words/s3-sink-words.ts';
import { blackholeWords, consoleWords, fileWords } from './words/outlet-words.ts';
import type { Words, WordsOf } from './words/words.ts';

/** The reference of all options as Markdown, made from the same tables that options are checked against, and what is said of them. */
export function configurationReference(): string {
  return `# Configuration

Made by \`npm run docs\` from the option tables in \`shared/pipeline/components\` and \`words\`; a test compares the two.

A pipeline is the default export of a file: \`export default definePipeline({ name, sources, transforms, sinks, … })\`.
Components have names, and \`inputs\` wires them; an output of a route is \`route.output\`, what none of its conditions
took is \`route._unmatched\`. All faults are told at once, before anything starts.

Any text may hold environment variables: \`\${NAME}\`, or \`\${NAME:-default}\` for one that is unset or empty; \`$$\` is a
plain \`$\`. Numbers, true and false may come from the environment too. An option that the environment leaves empty
counts as left out. Names in \`inputs\` are written as they are.

The last column names the option in Vector, and its default there in brackets where it differs.

## The process

${table({ name, ...processOptions }, { name: nameWords, ...processWords })}

## Source \`kafka\`

${table(kafkaSourceOptions, kafkaSourceWords)}

## Transforms

Made by functions, so that the compiler sees what they do:

| transform | options | does |
| --- | --- | --- |
| \`remap\` | \`inputs\`, \`program\` | changes each event, or returns what replaces it, or an array of events |
| \`filter\` | \`inputs\`, \`condition\` | keeps the events for which the condition is true |
| \`route\` | \`inputs\`, \`routes\` | sends each event to every output whose condition is true, else to \`_unmatched\` |
| \`sample\` | see below | keeps a share of the events |
| \`dedupe\` | see below | keeps one of several events that are the same |
| \`throttle\` | see below | keeps so many events in a time |
| \`reduce\` | see below | makes one event of several |

\`sample\`, \`dedupe\` and \`throttle\` take \`inputs\`, and \`exclude\`: a condition for events that go on in any case. What they
leave out is counted as dropped. \`dedupe\` and \`throttle\` remember what they have seen within one epoch (docs/delivery.md),
of one partition where \`delivery\` is \`exact\`; the next begins anew, so that one that is done again comes out the same.

### \`sample\`

${table(sampleOptions, sampleWords)}

### \`dedupe\`

${table(dedupeOptions, dedupeWords)}

### \`throttle\`

${table(throttleOptions, throttleWords)}

### \`reduce\`

Takes \`inputs\`, and one of \`startsWhen\` and \`endsWhen\` or none: conditions for the first or the last event of a group.
No group goes over the end of its epoch: what is open then is sent on, and lies in the objects of that epoch. See
[vector.md](vector.md). In the container alone, and not with \`buffer.type: 'disk'\` or \`onRejection: 'stop'\`.

${table(reduceOptions, reduceWords)}

## Sink \`aws_s3\`

${table({ inputs, ...s3SinkOptions }, { inputs: inputsWords, ...s3SinkWords })}

## Sinks \`console\`, \`blackhole\` and \`file\`

One shows events, one counts them, one appends them to files of the machine: each at least once, and all count them in
\`sluice_events_shown_total{sink}\`. See [vector.md](vector.md).

### \`console\`

${table(consoleOptions, consoleWords)}

### \`blackhole\`

${table(blackholeOptions, blackholeWords)}

### \`file\`

${table(fileOptions, fileWords)}
`;
}

/** An option that the tables do not hold, as it is read elsewhere. */
function told(allowed: string): Option<null> {
  const value = { allowed, read: (raw: unknown) => ({ ok: true, value: raw }) as const };
  return { kind: 'option', value, required: true, fallback: null };
}

const name = told('a-z 0-9 _ -, no _ or - first, at most 64');
const nameWords: Words = { meaning: 'Names the pipeline in metrics, logs and objects.' };
const inputs = told('a list of component names');
const inputsWords: Words = {
  meaning: 'What the sink stores: names of sources and transforms.',
  vector: 'inputs',
};

function table<S extends Shape>(shape: S, words: WordsOf<S>): string {
  const rows = rowsOf(shape, words, '').map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return [
    '| option | allowed | default | meaning | Vector |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function rowsOf<S extends Shape>(
  shape: S,
  words: WordsOf<S>,
  prefix: string,
): readonly (readonly string[])[] {
  return Object.entries(shape).flatMap(([option, entry]) => {
    const path = `${prefix}${option}`;
    const said: unknown = words[option];
    if (entry.kind === 'group') {
      return rowsOf(entry.options, said as WordsOf<Shape>, `${path}.`);
    }
    const { meaning, vector = '', defaultText } = said as Words;
    const byDefault = defaultOf(entry, defaultText);
    return [[`\`${path}\``, entry.value.allowed, byDefault, meaning, vector]];
  });
}

function defaultOf({ required, fallback }: Option<unknown>, inWords: string | undefined): string {
  if (required) return '**required**';
  if (inWords !== undefined) return inWords;
  if (fallback === null) return 'none';
  return `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``;
}

/** Text within a table: a bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
