import { createHash } from 'node:crypto';
import { GrowableTarget } from '../byte-target.ts';
import type { Column } from '../columns/column-type.ts';
import type { HeldLines } from '../columns/ndjson-events.ts';
import { planColumns } from '../columns/plan-columns.ts';
import { Rest, restColumn, type RestRules } from '../columns/rest.ts';
import { avroSchema, withAvroNames } from './avro-schema.ts';
import { type AvroCompression, blockCodecs } from './codecs.ts';
import { fieldsWriter } from './value-writers.ts';
import { writeBytes, writeLong, writeText } from './write-long.ts';

/** How a sink's files are made; can be sent to another thread. */
export interface AvroFileOptions {
  readonly format: 'avro';
  /** Null: they follow from the events of each object. */
  readonly columns: readonly Column[] | null;
  readonly rest: RestRules;
  readonly compression: AvroCompression;
}

/** Of the events that are compressed together, before that. */
const blockBytes = 64 * 1024;
const syncBytes = 16;
const magic = Buffer.from('Obj\u0001', 'latin1');

/**
 * Makes one object container file of the events of an object. What marks the ends of blocks is a hash of what is in them:
 * the same events give the same file, and none of them can hold the mark.
 */
export function toAvro(lines: HeldLines, options: AvroFileOptions): readonly Uint8Array[] {
  const plan = planColumns(lines, options);
  const columns = options.columns ?? withAvroNames(plan.columns);
  const isWhole = columns.length === plan.columns.length;
  const rules = isWhole ? plan.rest : { column: true, unknownFields: true };
  const out = new GrowableTarget();
  const rest = new Rest(rules);
  const writeFields = fieldsWriter(columns, { out, rest });
  const writeRest = rules.column
    ? fieldsWriter([{ name: restColumn, type: { kind: 'string' }, required: false }], { out, rest })
    : null;
  const schema = JSON.stringify(avroSchema(columns, rules));
  const codec = blockCodecs[options.compression];
  const hash = createHash('sha256').update(schema);
  const blocks: { readonly events: number; readonly bytes: Uint8Array }[] = [];
  let events = 0;
  const endBlock = (): void => {
    if (events === 0) return;
    const raw = Buffer.from(out.written());
    hash.update(raw);
    blocks.push({ events, bytes: codec.compress(raw) });
    out.position = 0;
    events = 0;
  };
  plan.each((event) => {
    writeFields(event, null);
    writeRest?.({ [restColumn]: rest.take() }, null);
    events += 1;
    if (out.position >= blockBytes) endBlock();
  });
  endBlock();
  const sync = hash.digest().subarray(0, syncBytes);
  return [
    header(schema, codec.name, sync),
    ...blocks.flatMap(({ events: count, bytes }) => {
      writeLong(out, count);
      writeLong(out, bytes.length);
      const before = Buffer.from(out.written());
      out.position = 0;
      return [before, bytes, sync];
    }),
  ];
}

/** A map of bytes, as the specification has it. */
function header(schema: string, codec: string, sync: Buffer): Buffer {
  const out = new GrowableTarget();
  writeLong(out, 2);
  for (const [name, value] of [
    ['avro.schema', schema],
    ['avro.codec', codec],
  ] as const) {
    writeText(out, name);
    writeBytes(out, Buffer.from(value));
  }
  writeLong(out, 0);
  return Buffer.concat([magic, out.written(), sync]);
}
