import { dirname } from 'node:path';
import type { KafkaMessage } from 'kafkajs';
import { messagesCompiler } from '../../../functions/cli/messages-compiler.ts';
import { createMessageDecoding } from '../../../shared/engine/program/message-decoding.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import type { MessagesModel } from '../../../shared/pipeline/messages.ts';
import { benchEventType, benchMessage, schemaFile } from '../data/messages.ts';
import { messages as naive } from '../naive/messages.ts';
import { briefPlan, cursorOver, sampleBatch, samplePlace, sampleRecords } from './sample.ts';
import type { Stage } from './stage.ts';

const values = Array.from({ length: sampleRecords }, (_, index) => benchMessage(1_000_000 + index));
const all = {
  events: sampleRecords,
  bytes: values.reduce((sum, { length }) => sum + length, 0),
};

/** From messages to lines, and to events. */
export function messageStages(): Stage[] {
  const batch = sampleBatch('none', values);
  const found = messagesCompiler(dirname(schemaFile))({
    descFile: null,
    protoFiles: ['bench-event.proto'],
    importPaths: [],
    messageType: 'bench.BenchEvent',
    useJsonNames: false,
    int64: 'number',
    enums: 'name',
    emitDefaults: false,
  });
  if ('faults' in found) throw new Error(found.faults.map(({ message }) => message).join());
  return [linesStage(batch, found), eventsStage(batch, found)];
}

function linesStage(batch: Buffer, messages: MessagesModel): Stage {
  const { decoder, writerOf } = createMessageDecoding(messages, false);
  const { begin, write } = writerOf(briefPlan());
  const target = new GrowableTarget(4 * all.bytes);
  const records = values.map((value) => ({ key: null, value, timestamp: '1772359200000' }));
  return {
    ...all,
    name: 'messages of protobuf: batch to lines',
    ours: () => {
      target.position = 0;
      begin({ ...samplePlace, ownership: null, byteLength: 0, cursor: () => cursorOver(batch) });
      const cursor = cursorOver(batch);
      while (cursor.next()) {
        if (!decoder.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd)) throw new Error();
        write(cursor, target);
      }
      return target.position;
    },
    naiveName: 'protobufjs by reflection, two fields, JSON.stringify',
    naive: () => records.map((record) => naive(record as KafkaMessage)),
  };
}

function eventsStage(batch: Buffer, messages: MessagesModel): Stage {
  const { decoder } = createMessageDecoding(messages, true);
  const type = benchEventType();
  return {
    ...all,
    name: 'messages of protobuf: to events',
    ours: () => {
      const cursor = cursorOver(batch);
      let fields = 0;
      while (cursor.next()) {
        const { bytes, valueStart, valueEnd } = cursor;
        if (!decoder.scan(bytes, valueStart, valueEnd)) throw new Error();
        fields += decoder.parse(bytes, valueStart, valueEnd)['one'] === undefined ? 0 : 1;
      }
      return fields;
    },
    naiveName: 'protobufjs by reflection, toObject',
    naive: () =>
      values.map((value) => type.toObject(type.decode(value), { longs: Number, enums: String })),
  };
}
