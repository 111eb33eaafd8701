import { fieldsOf, type Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';
import { optionsOf, readFlag } from './read-values.ts';
import type { Translation } from './translation.ts';

/** Fields that a source adds of the record; in Vector's own namespace it adds none to the event. */
const added = {
  keyField: 'key_field',
  topicKey: 'topic_key',
  partitionKey: 'partition_key',
  offsetKey: 'offset_key',
  headersKey: 'headers_key',
  timestampKey: null,
  sourceTypeKey: null,
} as const;

interface Parts {
  readonly sources: Draft;
  readonly transforms: Draft;
  readonly sinks: Draft;
}

/**
 * Takes `log_namespace: true` at its word: the event is what was decoded and nothing else. What Vector keeps beside it,
 * under `%kafka`, is nowhere here: a program that looks for it does not compile. What is done otherwise in that namespace and
 * cannot be done here is a fault.
 */
export function applyLogNamespace(tree: Tree, parts: Parts, translation: Translation): void {
  const general = fieldsOf(optionsOf(tree).get('schema'))?.get('log_namespace');
  const byDefault = readFlag(general, 'schema.log_namespace', false, translation);
  const written = optionsOf(optionsOf(tree).get('sources') ?? tree);
  const says = new Map<string, boolean>();
  for (const [name, draft] of Object.entries(parts.sources)) {
    const source = written.get(name);
    if (source === undefined) continue;
    const options = optionsOf(source);
    const own = options.get('log_namespace');
    const path = `sources.${name}.log_namespace`;
    const isOwn = readFlag(own, path, byDefault, translation);
    says.set(name, isOwn);
    if (!isOwn) continue;
    const { place } = own ?? general ?? source;
    const { codec } =
      (draft as { readonly decoding?: { readonly codec?: unknown } }).decoding ?? {};
    if (codec !== 'json' && codec !== 'protobuf' && codec !== 'avro') {
      const what =
        'with it the event of any other codec is a text, and no object; write decoding.codec: json, or leave it out';
      translation.fault(place, path, `needs decoding.codec json, protobuf or avro: ${what}`);
    }
    for (const [ours, theirs] of Object.entries(added)) {
      const named = theirs === null ? undefined : options.get(theirs);
      if (named !== undefined) {
        translation.moot(
          named.place,
          `sources.${name}.${theirs}`,
          'log_namespace keeps it out of the event, as in Vector',
        );
      }
      (draft as Draft)[ours] = null;
    }
    translation.note(
      place,
      path,
      'keyField, topicKey … : null',
      'the event is what was decoded; there is no %kafka',
    );
  }
  if (![...says.values()].includes(true)) return;
  for (const [name, isOwn] of says) {
    if (isOwn) continue;
    const { place } = written.get(name) ?? tree;
    translation.fault(
      place,
      `sources.${name}.log_namespace`,
      'is false, and true of another source; allowed: the same of all',
    );
  }
  checkReaders(tree, parts, translation);
}

function checkReaders(tree: Tree, { transforms, sinks }: Parts, translation: Translation): void {
  const placeOf = (kind: string, name: string): Tree['place'] =>
    (optionsOf(optionsOf(tree).get(kind) ?? tree).get(name) ?? tree).place;
  for (const [name, draft] of Object.entries(transforms) as [string, Draft][]) {
    const path = `transforms.${name}`;
    if (draft['rerouteDropped'] === true) {
      const why =
        'puts the reason into %vector with log_namespace, which is nowhere here; leave one of them out';
      translation.fault(placeOf('transforms', name), `${path}.reroute_dropped`, why);
    }
    // Vector puts it beside the event
    if (draft['type'] === 'sample') draft['sampleRateKey'] = null;
  }
  for (const [name, draft] of Object.entries(sinks) as [string, Draft][]) {
    const { codec } = (draft['encoding'] ?? {}) as { readonly codec?: unknown };
    if (codec !== 'text') continue;
    const why =
      'text has nothing to write with log_namespace, as no field is the message; write codec: json';
    translation.fault(placeOf('sinks', name), `sinks.${name}.encoding.codec`, why);
  }
}
