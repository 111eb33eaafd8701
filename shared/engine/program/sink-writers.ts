import { eventEncoderOf } from '../../encode/encode-event.ts';
import type { S3SinkModel } from '../../pipeline/model.ts';
import { csvEncoder } from '../csv-sink.ts';
import { isFile } from '../file-codec.ts';
import { parquetEncoder } from '../parquet-sink.ts';
import { protobufEncoder } from '../protobuf-sink.ts';
import type { ProgramOptions } from './compile.ts';
import { eventTime } from './event-time.ts';
import { shapedEncoder } from './shaped-encoder.ts';
import { type SinkEncode, SinkWriter } from './sink-writer.ts';
import { takenBy } from './taken-by.ts';

function encoderOf({ encoding }: S3SinkModel): SinkEncode {
  if (encoding.codec === 'csv') return csvEncoder(encoding);
  if (encoding.codec === 'protobuf') return protobufEncoder(encoding);
  return isFile(encoding) ? parquetEncoder(encoding) : eventEncoderOf(encoding.codec);
}

/** What writes events that are objects, by sink. */
export function writersOf(options: ProgramOptions): ReadonlyMap<string, SinkWriter> {
  const writers = new Map<string, SinkWriter>();
  const timeField = options.model.sources.get(options.source)?.fields.timestamp ?? null;
  options.sinks.forEach((name, output) => {
    const sink = options.model.sinks.get(name);
    const destination = options.destinations.get(name);
    if (sink === undefined || destination === undefined) return;
    writers.set(
      name,
      new SinkWriter({
        name,
        output,
        destination,
        encode: shapedEncoder(sink, encoderOf(sink), timeField),
        takes: takenBy(sink),
        timeOf: sink.timeField === null ? null : eventTime(sink.timeField),
        timeField: sink.timeField,
      }),
    );
  });
  return writers;
}
