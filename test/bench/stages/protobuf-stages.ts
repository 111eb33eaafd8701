import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { compileMessage } from '../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../shared/decode/protobuf/compile/instantiate.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import { sampleRecords, sampleStartMs } from './sample.ts';
import type { Stage } from './stage.ts';

const messageType = 'bench.DeviceEvent';
const text = readFileSync(new URL('../data/device-event.proto', import.meta.url), 'utf8');
const path = 'device-event.proto';

/** From messages of 11 fields to JSON, and to events. */
export function protobufStages(): Stage[] {
  const { text: code } = compileMessage(
    { kind: 'proto-files', files: [{ path, text }], readImport: () => null },
    { messageType, useJsonNames: false, int64: 'number', enums: 'name', emitDefaults: true },
  );
  const codec = instantiate(code);
  const { root } = protobuf.parse(text, { keepCase: true });
  const type = root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
  const naive = type.root.lookupType(messageType);
  const values = Array.from({ length: sampleRecords }, (_, index) =>
    Buffer.from(naive.encode(naive.fromObject(eventOf(index))).finish()),
  );
  // as the records of a chunk stand: in one buffer; other clients give one for each
  const chunk = Buffer.concat(values);
  let at = 0;
  const places = values.map(({ length }) => ({ start: at, end: (at += length) }));
  const bytes = values.reduce((sum, { length }) => sum + length, 0);
  const target = new GrowableTarget(64 * 1024);
  const conversion = { longs: Number, enums: String, bytes: String, defaults: true } as const;
  const all = { events: sampleRecords, bytes };
  return [
    {
      ...all,
      name: 'protobuf to JSON',
      ours: () => {
        for (const { start, end } of places) {
          target.position = 0;
          if (!codec.transcode(chunk, start, end, target)) throw new Error();
        }
      },
      naiveName: 'protobufjs decode, toObject, JSON.stringify',
      naive: () =>
        values.map((value) => JSON.stringify(naive.toObject(naive.decode(value), conversion))),
    },
    {
      ...all,
      name: 'protobuf to events',
      ours: () => places.map(({ start, end }) => codec.parse(chunk, start, end)),
      naiveName: 'protobufjs decode, toObject',
      naive: () => values.map((value) => naive.toObject(naive.decode(value), conversion)),
    },
  ];
}

function eventOf(index: number): Record<string, unknown> {
  const timeMs = sampleStartMs + index * 37;
  return {
    device_id: `device-${100_000 + ((index * 7919) % 90_000)}`,
    sequence: 1_000_000_000_000 + index,
    measured_at: { seconds: Math.floor(timeMs / 1000), nanos: (timeMs % 1000) * 1e6 },
    state: 1 + (index % 2),
    temperature: 15 + (index % 200) / 10,
    battery_low: index % 11 === 0,
    location: { latitude: 48.137 + index / 1e5, longitude: 11.575 - index / 1e5 },
    readings: [
      { name: 'humidity', value: 40 + (index % 50) / 4, unit: 'percent' },
      { name: 'pressure', value: 1013.25 + (index % 30), unit: 'hectopascal' },
    ],
    error_codes: index % 5 === 0 ? [4, 17, 300] : [],
    firmware: `2.${index % 7}.13-release`,
    labels: { site: `plant-${index % 12}`, line: `l${index % 4}` },
  };
}
