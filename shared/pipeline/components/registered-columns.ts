import type { Column } from '../../encode/columns/column-type.ts';
import { parseColumn } from '../../encode/columns/parse-type.ts';
import { typeText } from '../../encode/columns/column-type.ts';
import type { ColumnsQuestion, FindColumns } from '../columns/find-columns.ts';
import { knownColumns } from '../columns/known-columns.ts';
import type { Faults } from '../faults.ts';
import type { PipelineModel, RegistryDecodingModel } from '../model.ts';
import { type Group, group, nullable, optional, type Values } from '../options/option.ts';
import { joined } from '../options/read-options.ts';
import { custom, text } from '../options/value.ts';
import { mustBeKnown } from './decode-schema.ts';
import type { RegisteredColumnsShape } from './registered-columns-shape.ts';

/** Sources and transforms, which say what comes to a sink. */
export type Upstream = Pick<PipelineModel, 'sources' | 'transforms'>;

export interface RegisteredContext {
  readonly faults: Faults;
  /** What comes to the sink is of these. */
  readonly inputs: readonly string[];
  readonly upstream: Upstream;
  /** Null: nobody is asked, as columns are not what matters. Left out where no sink has columns of a registry. */
  readonly columns?: FindColumns | null | undefined;
}

const version = custom<number | 'latest'>("a version's number, or 'latest'", (raw) => {
  if (raw === 'latest') return { value: raw };
  const isNumber = /^[1-9]\d{0,8}$/.test(String(raw));
  return isNumber && typeof raw !== 'object' ? { value: Number(raw) } : null;
});

/** Which schema of the registry of a source it is. */
export const registeredColumnsOptions: Group<RegisteredColumnsShape> = group({
  subject: nullable(text("a subject's name")),
  version: optional(version, 'latest'),
  id: nullable(
    text("a schema's id, or the UUID of a version in Glue", /^(?:\d{1,10}|[\da-f-]{36})$/i),
  ),
  messageType: nullable(text("a message's name")),
});

/** The columns that a registered schema says, as they come to the sink; null where they are not known, mostly by a fault. */
export function registeredColumns(
  values: Values<RegisteredColumnsShape>,
  path: string,
  { columns: find, faults, inputs, upstream }: RegisteredContext,
): readonly Column[] | null {
  if (find === null) {
    faults.postpone(path);
    return null;
  }
  const settled = faults.settled(...mustBeKnown(registeredColumnsOptions, path, faults));
  const source = registrySource(inputs, upstream, faults);
  if (typeof source === 'object') {
    faults.add(path, source.fault);
    return null;
  }
  const { decoding } = upstream.sources.get(source) ?? {};
  if (decoding?.codec !== 'registry') {
    const unknown = postponedOf(source, faults);
    if (unknown.length > 0) faults.add(path, notKnown(unknown));
    // otherwise what is wrong with it is told there
    else faults.postpone(path);
    return null;
  }
  const question = questionOf(values, source, decoding, { path, faults, upstream });
  if (!settled || question === null) return null;
  const found = find?.(question) ?? { fault: 'is asked for nowhere here' };
  if ('fault' in found) {
    faults.add(path, found.fault);
    return null;
  }
  const all = columnsAtSink(found.columns, source, inputs, upstream);
  if (all === null) faults.add(path, otherEvents);
  return all;
}

/** Why events of a sink have no columns that a registry says. */
export const otherEvents =
  'gets events of other sources, too, which do not say their columns; give its schema by hand';

/** The columns of a value as they come to a sink; null where it gets events, too, of which nobody says any. */
export function columnsAtSink(
  ofValue: readonly Column[],
  source: string,
  inputs: readonly string[],
  upstream: Upstream,
): readonly Column[] | null {
  const all = knownColumns(inputs, { ...upstream, registered: new Map([[source, ofValue]]) });
  if (all === null || all.length === 0) return null;
  // what cannot be written as a type is JSON text
  return all.map((column) =>
    parseColumn(column.name, typeText(column.type)).ok
      ? column
      : { ...column, type: { kind: 'json' } },
  );
}

/** The one source whose values name schemas, or are to name them. */
function registrySource(
  inputs: readonly string[],
  { sources, transforms }: Upstream,
  faults: Faults,
): string | { readonly fault: string } {
  const seen = new Set<string>();
  const visit = (output: string): void => {
    const name = sources.has(output) ? output : output.replace(/\..*$/, '');
    if (seen.has(name)) return;
    seen.add(name);
    for (const input of transforms.get(name)?.inputs ?? []) visit(input);
  };
  for (const input of inputs) visit(input);
  const feeding = [...seen].filter((name) => sources.has(name));
  const withRegistry = feeding.filter(
    (name) =>
      sources.get(name)?.decoding.codec === 'registry' || postponedOf(name, faults).length > 0,
  );
  const [only, ...others] = withRegistry;
  if (only === undefined) {
    return {
      fault: `needs a source with decoding.schemaRegistry, which is asked; ${feeding.length === 0 ? 'none feeds this sink' : `this sink is fed by ${feeding.join(', ')}`}`,
    };
  }
  if (others.length === 0) return only;
  return {
    fault: `is one schema, and this sink is fed by several sources with a registry: ${withRegistry.join(', ')}; have a sink for each`,
  };
}

/** Options of its registry that only the environment tells. */
function postponedOf(source: string, { postponed }: Faults): readonly string[] {
  const at = `${joined('sources', source)}.decoding.schemaRegistry.`;
  return postponed.filter((each) => each.startsWith(at));
}

/** Why a registry cannot be asked. */
export function notKnown(options: readonly string[]): string {
  return `the registry is asked where the pipeline is checked and built, and variables are not set there, for ${options.join(', ')}; set them, or write the columns in by sluice columns`;
}

function questionOf(
  { subject, version: of, id, messageType }: Values<RegisteredColumnsShape>,
  source: string,
  decoding: RegistryDecodingModel,
  { path, faults, upstream }: { path: string; faults: Faults; upstream: Upstream },
): ColumnsQuestion | null {
  const before = faults.count;
  const from = joined('sources', source);
  const { registry, format } = decoding;
  const { topics = [] } = upstream.sources.get(source) ?? {};
  if (messageType !== null && format !== 'protobuf') {
    faults.add(
      `${path}.messageType`,
      `is for protobuf, and the codec of '${source}' is '${format}'`,
    );
  }
  if (id !== null && (subject !== null || of !== 'latest')) {
    faults.add(`${path}.id`, 'says which schema it is; leave out subject and version');
  }
  if (id === null && registry.type === 'glue') {
    faults.add(`${path}.id`, 'is missing; for Glue give the id of a version of the schema, a UUID');
  }
  const [topic = '', ...others] = topics;
  const byTopic = id === null && subject === null;
  if (byTopic && (others.length > 0 || topic.startsWith('^'))) {
    faults.add(`${path}.subject`, `is missing: '${source}' reads several topics`);
  }
  if (faults.count > before) {
    faults.postpone(path);
    return null;
  }
  const ofTopic = byTopic && !faults.settled(`${from}.topics`) ? [`${from}.topics`] : [];
  return {
    source,
    decoding,
    subject: byTopic ? `${topic}-value` : subject,
    version: of,
    id,
    messageType,
    unknown: [...postponedOf(source, faults), ...ofTopic],
  };
}
