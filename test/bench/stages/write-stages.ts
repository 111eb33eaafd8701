import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { KafkaMessage } from 'kafkajs';
import { addedFields, decodeEvent } from '../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import { TimestampWriter } from '../../../shared/encode/json/timestamp-writer.ts';
import { compileSplice } from '../../../shared/encode/splice.ts';
import { createCompressor } from '../../../shared/sink/compress/compressor.ts';
import { parseKeyTemplate } from '../../../shared/sink/key/template.ts';
import type { RemapFunction } from '../../../shared/transform/model.ts';
import { vectorFields } from '../../support/splice-sample.ts';
import { changes } from '../naive/changes.ts';
import reshaped from '../pipelines/reshaped.ts';
import {
  cursorOver,
  sampleBatch,
  sampleBytes,
  samplePlace,
  sampleRecords,
  sampleStartMs,
  sampleValues,
} from './sample.ts';
import type { Stage } from './stage.ts';

const all = { events: sampleRecords, bytes: sampleBytes };
const prefix = 'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/';
const timesMs = sampleValues.map((_, index) => sampleStartMs + Math.floor(index * 0.3));
const messages = sampleValues.map((value, index) => ({
  key: null,
  value,
  timestamp: String(timesMs[index]),
})) as unknown as readonly KafkaMessage[];

/** From checked values to compressed objects. */
export function writeStages(): Stage[] {
  return [spliceStage(), objectStage(), timestampStage(), keyStage(), ...compressions()];
}

/** The byte path from batch to lines; checking is part of it, as the writer needs to know where the body ends. */
function spliceStage(): Stage {
  const batch = sampleBatch();
  const scanner = new JsonScanner(['message_key', 'timestamp']);
  const dropped = ['topic', 'partition', 'offset', 'headers', 'source_type'];
  const operations = [
    ...dropped.map((field) => ({ kind: 'delete', field }) as const),
    { kind: 'encode_json' } as const,
  ];
  const plan = compileSplice(vectorFields, operations, 'text');
  if (plan === null) throw new Error("the brief's pipeline is not on the byte path");
  const target = new GrowableTarget(2 * sampleBytes);
  return {
    ...all,
    name: 'byte path: batch to lines',
    ours: () => {
      target.position = 0;
      plan.begin(samplePlace);
      const cursor = cursorOver(batch);
      while (cursor.next()) {
        if (!scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd)) throw new Error();
        plan.write(scanner, cursor, target);
      }
      return target.position;
    },
    naiveName: 'JSON.parse, two fields, JSON.stringify',
    naive: () => messages.map((message) => changes.brief?.(message)),
  };
}

function objectStage(): Stage {
  const batch = sampleBatch();
  const scanner = new JsonScanner([]);
  const fields = addedFields(vectorFields);
  const { line } = reshaped.transforms as unknown as { line: { program: RemapFunction } };
  return {
    ...all,
    name: 'object path: batch to lines, reshaped',
    ours: () => {
      const cursor = cursorOver(batch);
      let length = 0;
      while (cursor.next()) {
        if (!scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd)) throw new Error();
        const event = decodeEvent(scanner, cursor, samplePlace, fields);
        const context = {
          ...samplePlace,
          offset: 0n,
          openedAtMs: 0,
          timestampField: 'timestamp',
          place: '',
          timestampMs: cursor.timestampMs,
        };
        length += (line.program(event, context) as string).length;
      }
      return length;
    },
    naiveName: 'the same by hand',
    naive: () => messages.map((message) => changes.reshaped?.(message)),
  };
}

function timestampStage(): Stage {
  const writer = new TimestampWriter();
  const into = Buffer.alloc(64);
  return {
    events: timesMs.length,
    bytes: timesMs.length * '2026-03-01T10:00:00.000Z'.length,
    name: 'timestamp written',
    ours: () => {
      for (const timeMs of timesMs) writer.write(timeMs, into, 0);
    },
    naiveName: 'Date.toISOString',
    naive: () => timesMs.map((timeMs) => new Date(timeMs).toISOString()),
  };
}

function keyStage(): Stage {
  const parsed = parseKeyTemplate(prefix);
  if (!parsed.ok) throw new Error(parsed.faults.join());
  return {
    events: timesMs.length,
    bytes: timesMs.length * 'raw/dt=2026-03-01/dth=2026-03-01-10/'.length,
    name: 'key prefix rendered, each event',
    ours: () => timesMs.map((timeMs) => parsed.template.render(timeMs, null)),
    naiveName: 'toISOString and slices',
    naive: () =>
      timesMs.map((timeMs) => {
        const time = new Date(timeMs).toISOString();
        const day = time.slice(0, 10);
        return `raw/dt=${day}/dth=${day}-${time.slice(11, 13)}/`;
      }),
  };
}

function compressions(): Stage[] {
  const lines = Buffer.concat(sampleValues.flatMap((value) => [value, Buffer.from('\n')]));
  const zstd = (level: number) => ({ params: { [constants.ZSTD_c_compressionLevel]: level } });
  const levels: [codec: 'gzip' | 'zstd', level: number, naive: () => unknown][] = [
    ['gzip', 1, () => gzipSync(lines, { level: 1 })],
    ['gzip', 6, () => gzipSync(lines, { level: 6 })],
    ['zstd', 1, () => zstdCompressSync(lines, zstd(1))],
    ['zstd', 3, () => zstdCompressSync(lines, zstd(3))],
  ];
  return levels.map(([codec, level, naive]) => {
    const { frame } = createCompressor({ codec, level });
    return {
      ...all,
      name: `${codec} ${level}, off the main thread`,
      ours: async () => frame(lines),
      naiveName: 'node:zlib on the main thread',
      naive,
    };
  });
}
