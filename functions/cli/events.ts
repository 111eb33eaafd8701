import { required } from '../../shared/engine/required.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { KafkaSourceModel, PipelineModel } from '../../shared/pipeline/model.ts';
import type { KafkaTool } from '../consumer/kafka/port.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { encodeRecord, EventBuilder, maxEventBytes } from './events/event-builder.ts';
import { loadDefinition, loadPipelineFile } from './load-pipeline-file.ts';
import { recordsOf } from './kafka-range/records-of.ts';
import { resolveRanges } from './kafka-range/resolve-ranges.ts';
import { loadToolPort } from './load-tool-port.ts';
import { parsePosition, type Position } from './position.ts';
import { chooseSource } from './run/choose-source.ts';

const usage = `Usage: sluice events PIPELINE [options]
       sluice events --topic TOPIC --bootstrap-servers HOST:PORT,… [options]

Takes records from Kafka and prints them as one event, as an MSK trigger hands it to the Lambda function: keys and values
in Base64, header bytes signed. For 'sluice invoke'. Joins no group and moves no offset.

  --topic TOPIC           the topic; default: all that the source reads
  --bootstrap-servers S   a broker without TLS and login, in place of a pipeline's source
  --partition N           one partition; default: all
  --from POSITION         earliest (default), latest, an offset, or a time like 2026-01-31T12:00:00Z
  --max-records N         at most so many, shared between the partitions; 1 to 10000, default 100
  --source NAME           the source, where the pipeline has several
  --help                  print this

An event ends at ${maxEventBytes} bytes (6 MB), which is all that Lambda takes; what is left out is said on standard error.
`;

interface EventsValues {
  readonly topic?: string;
  readonly 'bootstrap-servers'?: string;
  readonly partition?: string;
  readonly source?: string;
}

/** `sluice events`: real records as an MSK event. */
export const events: Command = {
  name: 'events',
  summary: 'take records from Kafka, as an event for the Lambda function',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      topic: 'string',
      'bootstrap-servers': 'string',
      partition: 'string',
      from: 'string',
      'max-records': 'string',
      source: 'string',
    } as const;
    const { values, words } = readArguments(args, kinds, ['[PIPELINE]']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    checkPlace(values, words[0]);
    const partition =
      values.partition === undefined ? null : numberOf('--partition', values.partition, 0);
    const atMost = numberOf('--max-records', values['max-records'] ?? '100', 1);
    if (atMost > 10_000) {
      throw usageError(`--max-records: got '${atMost}'; allowed: 1 to 10000, as in a mapping`);
    }
    const from = parsePosition('--from', values.from ?? 'earliest');
    const model =
      words[0] === undefined
        ? loadDefinition(bareDefinition(values), terminal)
        : await loadPipelineFile(words[0], terminal, 'ask nobody');
    const { name, source } = sourceOf(model, values);
    const createPort = await loadToolPort(name, source);
    const port = createPort();
    try {
      await port.connect();
      const builder = new EventBuilder({
        bootstrapServers: source.connection.bootstrapServers.join(','),
      });
      const wanted = { topic: values.topic, partition, from };
      const isFull = await fill(builder, port, wanted, atMost, terminal.signal);
      if (terminal.signal.aborted) return 130;
      if (isFull) {
        terminal.err(
          `the event ends at ${maxEventBytes} bytes, after ${builder.records} of ${atMost} records\n`,
        );
      }
      terminal.out(`${builder.toString()}\n`);
      return 0;
    } finally {
      await port.close();
    }
  },
};

function checkPlace(values: EventsValues, pipeline: string | undefined): void {
  const { topic, 'bootstrap-servers': servers } = values;
  if (pipeline !== undefined && servers !== undefined) {
    throw usageError('PIPELINE and --bootstrap-servers exclude each other');
  }
  if (pipeline === undefined && (topic === undefined || servers === undefined)) {
    throw usageError('give PIPELINE, or --topic with --bootstrap-servers');
  }
}

function numberOf(option: string, text: string, least: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value >= least) return value;
  throw usageError(`${option}: got '${text}'; allowed: a number from ${least}`);
}

/** A pipeline of which the source alone is used. */
function bareDefinition({ topic = '', 'bootstrap-servers': servers = '' }: EventsValues): object {
  return {
    name: 'events',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: servers,
        topics: [topic],
        groupId: 'sluice-events',
      },
    },
    sinks: { s3: { type: 'aws_s3', inputs: ['kafka'], bucket: 'none', region: 'us-east-1' } },
  };
}

function sourceOf(
  model: PipelineModel,
  { topic, source: named }: EventsValues,
): { readonly name: string; readonly source: KafkaSourceModel } {
  const name = chooseSource(model, named)(topic ?? null);
  return { name, source: required(model.sources, name) };
}

/** @returns whether there was more than an event takes */
async function fill(
  builder: EventBuilder,
  port: KafkaTool,
  wanted: {
    readonly topic: string | undefined;
    readonly partition: number | null;
    readonly from: Position;
  },
  atMost: number,
  signal: AbortSignal,
): Promise<boolean> {
  const topics =
    wanted.topic === undefined
      ? [...new Set(port.partitions().map(({ topic }) => topic))]
      : [wanted.topic];
  const resolved = topics.map(async (topic) =>
    resolveRanges(port, { ...wanted, topic, until: { at: 'latest' } }),
  );
  const ranges = (await Promise.all(resolved)).flat();
  for (const [index, range] of ranges.entries()) {
    // in turns, so that an event has records of all partitions
    let left = Math.ceil((atMost - builder.records) / (ranges.length - index));
    if (left === 0) continue;
    for await (const record of recordsOf(port, range, signal)) {
      const encoded = encodeRecord(record);
      if (!builder.add(record.topic, record.partition, encoded)) {
        if (builder.records > 0) return true;
        throw new SluiceError(
          'EVENT_INVALID',
          `the record at offset ${record.offset} of ${record.topic}/${record.partition} takes ${encoded.byteLength} bytes; ` +
            `allowed: ${maxEventBytes} for a whole event, so Lambda cannot take it; --from ${record.offset + 1n} begins behind it`,
        );
      }
      left--;
      if (left === 0) break;
    }
  }
  return false;
}
