import { isCopied } from '../../encode/copy-value.ts';
import { compileSplice, type SplicePlan } from '../../encode/splice.ts';
import type { KafkaSourceModel, PipelineModel, S3SinkModel } from '../../pipeline/model.ts';
import type { FieldOperation } from '../../transform/model.ts';
import { type GraphNode, readersOf } from '../graph.ts';
import { pathOf } from './selected-paths.ts';
import { takenBy } from './taken-by.ts';

/** How a value gets into a sink without anybody looking into it. */
export interface BytesPlan {
  /** Null: the value goes on as it is. */
  readonly splice: SplicePlan | null;
}

/**
 * What `atSink` makes of the sinks below a node, if all of them can do without an event; otherwise null.
 * @param atSink null where its sink cannot, after these operations
 */
export function onBytes<T>(
  node: GraphNode,
  before: readonly FieldOperation[],
  atSink: (name: string, sink: S3SinkModel, operations: readonly FieldOperation[]) => T | null,
): readonly T[] | null {
  if (node.kind === 'sink') {
    const made = atSink(node.name, node.sink, before);
    return made === null ? null : [made];
  }
  if (node.kind === 'outlet') return null;
  if (node.transform.type !== 'remap' || node.transform.operations === null) return null;
  // what follows encode_json would have to work on its text
  if (before.some(({ kind }) => kind === 'encode_json')) return null;
  const operations = [...before, ...node.transform.operations];
  const all: T[] = [];
  for (const reader of node.readers.get('') ?? []) {
    const below = onBytes(reader, operations, atSink);
    if (below === null) return null;
    all.push(...below);
  }
  return all;
}

/** How a sink gets the bytes of a source's values after these operations; null where it takes events. */
export function bytesPlan(
  { fields, decoding }: KafkaSourceModel,
  sink: S3SinkModel,
  operations: readonly FieldOperation[],
): BytesPlan | null {
  if (sink.keyPrefix.includes('{{') || sink.timeField !== null) return null;
  const selecting = selection(sink, operations);
  if (selecting === null) return null;
  const { codec } = sink.encoding;
  if (takenBy(sink) === 'nothing') return null;
  if (decoding.codec === 'bytes') {
    return selecting.length === 0 && isCopied(fields, operations, codec) ? { splice: null } : null;
  }
  const splice = compileSplice(fields, [...operations, ...selecting], codec);
  return splice === null ? null : { splice };
}

/** What leaves out the fields that a sink does not write; null where that takes an event. */
function selection(
  { selectedFields }: S3SinkModel,
  operations: readonly FieldOperation[],
): readonly FieldOperation[] | null {
  if (selectedFields === null) return [];
  const { only, except } = selectedFields;
  const isEncoded = operations.some(({ kind }) => kind === 'encode_json');
  const paths = except.map(pathOf);
  if (only !== null || isEncoded || paths.some(({ length }) => length > 1)) return null;
  return paths.map(([field]) => ({ kind: 'delete', field: String(field) }));
}

/** Whether somebody in a pipeline looks into events: what makes them is left out of packages that never do. */
export function needsEvents(model: PipelineModel): boolean {
  return [...model.sources].some(([name, source]) =>
    readersOf(model, name).some((reader) => {
      const plans = onBytes(reader, [], (_, sink, operations) =>
        bytesPlan(source, sink, operations),
      );
      return plans === null;
    }),
  );
}
