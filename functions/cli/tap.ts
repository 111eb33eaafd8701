import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { toSluiceError } from '../../shared/errors.ts';
import { apiAddress } from './api-address.ts';
import { readArguments, usageError, wholeNumber } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { formatEvent, type TapFormat, tapFormats } from './tap/format-event.ts';
import { readLines } from './tap/read-lines.ts';
import { runSamples } from './tap/run-samples.ts';
import { tapModel } from './tap/tap-model.ts';
import { type TapOutput, tapOutputs } from './tap/tap-outputs.ts';

const usage = `Usage: sluice tap PIPELINE [COMPONENTS] [options]

Shows events of a running consumer as they come out of components. The consumer shows some of the records that it reads
(its pipeline has to say api.tap: true), and this command sends them through the components of PIPELINE, which has to be
the file that the consumer was built from. So what is shown is what those components make of live records; the consumer's own
work is not held up by it. It answers on its own machine alone: use kubectl port-forward, or ssh -L.

  COMPONENTS         the same as --outputs-of
  --outputs-of GLOB  what comes out of components, or of outputs like route.name; several with commas between; default: *
  --inputs-of GLOB   what goes into components
  --format FORMAT    json, logfmt or yaml; default: json
  --meta             tells of each event which component it came out of
  --limit N          records that are looked at in each interval; default: 100
  --interval MS      default: 500
  --duration-ms MS   ends after so long; default: goes on until Ctrl-C
  --url URL          where the consumer answers; default: api.address of PIPELINE
  --quiet            says nothing but events
  --no-reconnect     ends with an error where the consumer is away
  --help             print this

Records that a component rejects are told on stderr.
`;

interface TapOptions {
  readonly model: PipelineModel;
  /** By source. */
  readonly tapped: ReadonlyMap<string, PipelineModel | null>;
  readonly outputs: ReadonlyMap<string, TapOutput>;
  readonly url: URL;
  readonly format: TapFormat;
  readonly tellsMeta: boolean;
  readonly isQuiet: boolean;
  readonly reconnects: boolean;
}

const reconnectMs = 1_000;

/** `sluice tap`: events before and after a component, live. */
export const tap: Command = {
  name: 'tap',
  summary: 'show live events before and after components',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      'outputs-of': 'string',
      'inputs-of': 'string',
      format: 'string',
      meta: 'boolean',
      limit: 'string',
      interval: 'string',
      'duration-ms': 'string',
      url: 'string',
      quiet: 'boolean',
      'no-reconnect': 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE', '[COMPONENTS]']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const [file = '', components] = words;
    const limit = wholeNumber('--limit', values.limit, 100, [1, 1000]);
    const interval = wholeNumber('--interval', values.interval, 500, [100, 60_000]);
    const longest = 2 ** 31 - 1;
    const durationMs = wholeNumber('--duration-ms', values['duration-ms'], 0, [1, longest]);
    const format = tapFormats.find((one) => one === (values.format ?? 'json'));
    if (format === undefined) {
      throw usageError(`--format: got '${values.format ?? ''}'; allowed: ${tapFormats.join(', ')}`);
    }
    const model = await loadPipelineFile(file, terminal);
    const inputsOf = patterns(values['inputs-of']);
    const outputsOf = [...patterns(values['outputs-of']), ...patterns(components)];
    if (inputsOf.length + outputsOf.length === 0) outputsOf.push('*');
    const outputs = tapOutputs(model, { inputsOf, outputsOf });
    const names = outputs.map(({ name }) => name);
    const url = new URL('/tap', await apiAddress(values.url, file, terminal));
    url.search = String(new URLSearchParams({ limit: String(limit), interval: String(interval) }));
    const over = durationMs === 0 ? [] : [AbortSignal.timeout(durationMs)];
    const options = {
      url,
      format,
      model,
      outputs: new Map(outputs.map((output) => [output.name, output])),
      tapped: new Map(
        [...model.sources.keys()].map((source) => [source, tapModel(model, source, names)]),
      ),
      tellsMeta: values.meta === true,
      isQuiet: values.quiet === true,
      reconnects: values['no-reconnect'] !== true,
    };
    await show(options, { ...terminal, signal: AbortSignal.any([terminal.signal, ...over]) });
    return 0;
  },
};

function patterns(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((one) => one !== '');
}

/** Shows events until the signal is aborted. @throws {SluiceError} where asking again is of no use, or not wanted */
async function show(options: TapOptions, terminal: Terminal): Promise<void> {
  const { isQuiet, reconnects, url } = options;
  const { signal } = terminal;
  const say = (text: string): void => {
    if (!isQuiet) terminal.err(`${text}\n`);
  };
  let told: string | null = null;
  while (!signal.aborted) {
    try {
      for await (const lines of readLines(url, signal)) {
        told = null;
        await showLines(lines, options, terminal, say);
      }
    } catch (thrown) {
      const error = toSluiceError(thrown);
      if (error.code !== 'INPUT_UNREADABLE' || !reconnects) throw error;
      const away = `${error.message}; asked again every ${reconnectMs} ms`;
      if (away !== told) say(away);
      told = away;
      await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function showLines(
  lines: readonly string[],
  { format, model, outputs, tapped, tellsMeta }: TapOptions,
  { out, signal }: Terminal,
  say: (text: string) => void,
): Promise<void> {
  const records: string[] = [];
  for (const line of lines) {
    if (line.startsWith('{"source":')) records.push(line);
    else if (line.startsWith('{"passedOver":')) {
      const { passedOver } = JSON.parse(line) as { readonly passedOver: number };
      say(`${passedOver} records were passed over: they come faster than they are read here`);
    } else say(greeting(JSON.parse(line) as About, model));
  }
  if (records.length === 0) return;
  const { events, rejected } = await runSamples(records, tapped, signal);
  for (const { json, output } of events) {
    out(formatEvent(json, format, tellsMeta ? (outputs.get(output) ?? null) : null));
  }
  for (const { code, component, reason } of rejected)
    say(`${component} rejects (${code}): ${reason}`);
}

/** What a consumer says first. */
interface About {
  readonly pipeline: string;
}

/** A build changes the text of functions, so that rules of the same name cannot be told apart. */
function greeting({ pipeline }: About, { name }: PipelineModel): string {
  if (pipeline === name) return `connected to ${pipeline}`;
  return `connected to ${pipeline}, and this file is of ${name}: what is shown is what this file makes of the records of ${pipeline}`;
}
