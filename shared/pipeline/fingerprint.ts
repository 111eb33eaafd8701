import { createHash } from 'node:crypto';
import type { NamedCondition, RemapModel, TransformModel } from '../transform/model.ts';
import type { KafkaSourceModel, PipelineModel, RejectionModel, S3SinkModel } from './model.ts';

/**
 * The version of the rules that are not the pipeline's but ours: how records are decoded, what the functions given to
 * transforms do, how events are encoded and framed, how keys are made, and where objects and epochs end. Raise it by one
 * with every change by which the same records would make other keys, or the same keys with other content.
 */
const rulesVersion = 4;

/**
 * What tells whether two processes make the same objects, with the same content, of the same records: 12 lower-case
 * hexadecimal digits of a SHA-256. In a rolling update the one that redoes an epoch knows by it whether it would get
 * what the one before it began.
 *
 * In it: delivery; how sources decode, which fields they add and what they reject; transforms; sinks' keys, time zone,
 * encoding, compression, the sizes that roll objects and the limit on prefixes; who reads what, in the order in which it is gone through. That
 * order is the one in which the readers of one output are written: it decides the order of events and the numbers in
 * keys. No other order counts. Not in it: where things are, who we are, and whatever only ends an epoch.
 *
 * A function counts by its source text, or, where it does the same to every event, by what it does (its operations).
 * A program of VRL's counts by its text and the files that it names. The text of a bundle is another than that of the file it was made from. What a function uses from outside of itself
 * is **not seen**: a helper, a table, a variable of the environment. Where only that changes, the fingerprint stays, and
 * an epoch begun before and redone after gets the old keys with the new content; exact mode then stops that partition
 * with EPOCH_CONFLICT instead of storing both.
 *
 * @param version for tests
 */
export function fingerprintOf(
  model: Omit<PipelineModel, 'fingerprint'>,
  version: number = rulesVersion,
): string {
  const rules = [
    version,
    model.delivery,
    byName(model.sources).map(([name, source]) => [name, sourceRules(source)]),
    byName(model.transforms).map(([name, transform]) => [name, transformRules(transform)]),
    byName(model.sinks).map(([name, sink]) => [name, sinkRules(sink)]),
    readers(model),
  ];
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 12);
}

function sourceRules(source: KafkaSourceModel): readonly unknown[] {
  const { key, topic, partition, offset, headers, timestamp, sourceType } = source.fields;
  return [
    source.type,
    ...decodingRules(source),
    [key, topic, partition, offset, headers, timestamp, sourceType],
    source.maxRecordBytes,
    source.tombstones,
    rejectionRules(source.onRejection),
  ];
}

/** A schema counts by what was generated for it: what no message of the type can hold changes nothing. */
function decodingRules({ decoding }: KafkaSourceModel): readonly unknown[] {
  if (decoding.codec === 'registry') {
    const { format, mapping, registry } = decoding;
    const { type, validate } = registry;
    // where schemas are is no rule; how values name theirs is one
    const named = registry.type === 'glue' ? registry.registryName : registry.schemaIdLocation;
    const { emitDefaults, enums, int64, useJsonNames } = mapping;
    const messages = {
      json: [],
      protobuf: [useJsonNames, int64, enums, emitDefaults],
      avro: [int64],
    }[format];
    return [decoding.codec, format, type, named, validate, ...messages];
  }
  return 'messages' in decoding ? [decoding.codec, decoding.messages.digest] : [decoding.codec];
}

function transformRules(transform: TransformModel): readonly unknown[] {
  if (transform.type === 'filter') return [transform.type, text(transform.condition)];
  if (transform.type === 'remap') return [transform.type, remapRules(transform)];
  if (transform.type !== 'route') {
    const { type, rules } = transform;
    const exclude = 'exclude' in transform ? transform.exclude : null;
    return [type, rules, exclude === null ? null : text(exclude)];
  }
  // routes in their order, which is that of the outputs
  const routes = [...transform.routes].map(([name, is]) => [name, text(is)]);
  return transform.exclusive ? [transform.type, routes, 'exclusive'] : [transform.type, routes];
}

function remapRules({ operations, program, source }: RemapModel): unknown {
  if (operations === null) return source ?? text(program);
  return operations.map((operation) => [
    operation.kind,
    ...('field' in operation ? [operation.field] : []),
    ...('value' in operation ? [operation.value] : []),
  ]);
}

/** What was compiled from a program counts by that, which is the same in a bundle. */
function text(
  program: ((...parameters: never) => unknown) & Pick<NamedCondition, 'source'>,
): string {
  return program.source ?? Function.prototype.toString.call(program);
}

function sinkRules(sink: S3SinkModel): readonly unknown[] {
  return [
    sink.type,
    sink.keyPrefix,
    sink.timezone,
    sink.timeField,
    sink.filenameExtension,
    ...encodingRules(sink),
    ...(sink.selectedFields === null ? [] : [sink.selectedFields]),
    ...(sink.timestampFormat === null ? [] : [sink.timestampFormat]),
    [sink.compression.codec, sink.compression.level],
    [sink.batch.maxBytes, sink.batch.maxEvents, sink.batch.maxPrefixes, sink.overflowPrefix],
    rejectionRules(sink.onRejection),
  ];
}

/** The codec, and what more there is to it, in the order in which it is read. */
function encodingRules({ encoding }: S3SinkModel): readonly unknown[] {
  return encoding.codec === 'protobuf'
    ? [encoding.codec, encoding.messages.digest]
    : Object.values(encoding);
}

/** Prefix and sink of what is not kept as a dead letter decide nothing. */
function rejectionRules({ action, keyPrefix, sink }: RejectionModel): readonly unknown[] {
  return action === 'dead_letter' ? [action, keyPrefix, sink] : [action];
}

/** Each output with those who read it, in the order in which the engine goes through them: transforms, then sinks. Also those that keep
 * nothing: who else reads an output decides whether events go through it as bytes. */
function readers({
  transforms,
  sinks,
  outlets,
}: Pick<PipelineModel, 'transforms' | 'sinks' | 'outlets'>): unknown {
  const byOutput = new Map<string, string[]>();
  for (const [name, { inputs }] of [...transforms, ...sinks, ...outlets]) {
    for (const input of inputs) byOutput.set(input, [...(byOutput.get(input) ?? []), name]);
  }
  return byName(byOutput);
}

function byName<T>(parts: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
