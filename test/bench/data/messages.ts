import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { benchEvent } from './events.ts';

/** Names the file of the schema to a program that is bundled, and so lies somewhere else. */
export const schemaVariable = 'BENCH_SCHEMA';
export const schemaFile: string = join(import.meta.dirname, 'bench-event.proto');

let type: protobuf.Type | null = null;

/** The type of the messages that case e reads. */
export function benchEventType(): protobuf.Type {
  if (type === null) {
    const schema = readFileSync(process.env[schemaVariable] ?? schemaFile, 'utf8');
    type = protobuf.parse(schema, { keepCase: true }).root.lookupType('bench.BenchEvent');
  }
  return type;
}

/** The event of that number as a message; what is text in JSON for the sake of other cases is a number here. */
export function benchMessage(number: number): Buffer {
  const event = JSON.parse(benchEvent(number, 207)) as Record<string, unknown>;
  const level = Number(event['level']);
  const battery = Number(event['battery']);
  return Buffer.from(
    benchEventType()
      .encode({ ...event, level, battery })
      .finish(),
  );
}
