import { awsS3SinkRules } from '../rules/aws-s3-sink.ts';
import { plainOf, textOf, type Tree } from '../text/tree.ts';
import { applyRules, type Draft, setOption } from './apply-rules.ts';
import { translateBuffer } from './buffer.ts';
import { optionsOf } from './read-values.ts';
import type { Translation } from './translation.ts';

/** What a sink leaves to the pipeline as a whole. */
export interface SinkSurroundings {
  readonly acknowledgements: unknown;
  readonly timezone: string | null;
  /** Objects are named by time and chance, not by their place in the topic. */
  readonly isDense: boolean;
  /** Of the whole definition. */
  readonly process: Draft;
}

/** An `aws_s3` sink of Vector's as one of ours. */
export function translateAwsS3Sink(
  tree: Tree,
  path: string,
  surroundings: SinkSurroundings,
  translation: Translation,
): Draft {
  const draft: Draft = { type: 'aws_s3' };
  applyRules(tree, awsS3SinkRules, { path, draft }, translation);
  const options = optionsOf(tree);
  setOption(draft, 'keyPrefix', 'date=%F');
  const { acknowledgements, timezone } = surroundings;
  if (acknowledgements !== undefined) setOption(draft, 'acknowledgements', acknowledgements);
  if (timezone !== null) setOption(draft, 'timezone', timezone);
  translateCodec(options, path, draft, translation);
  translateName(options, path, surroundings, draft, translation);
  const buffer = options.get('buffer');
  if (buffer !== undefined)
    translateBuffer(buffer, `${path}.buffer`, surroundings.process, translation);
  return draft;
}

/** Codec and framing of Vector's are one word of ours. */
const codecs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  json: { '': 'json', ',': 'json', '\n': 'ndjson' },
  text: { '': 'text', '\n': 'text' },
  raw_message: { '': 'text', '\n': 'text' },
  csv: { '': 'csv', '\n': 'csv' },
  protobuf: { '': 'protobuf', varint: 'protobuf' },
};

function translateCodec(
  options: ReadonlyMap<string, Tree>,
  path: string,
  draft: Draft,
  translation: Translation,
): void {
  const encoding = options.get('encoding');
  const codecTree = encoding === undefined ? undefined : optionsOf(encoding).get('codec');
  const at = `${path}.encoding.codec`;
  const place = (codecTree ?? encoding)?.place;
  if (place === undefined || codecTree === undefined) {
    const where = place ?? [...options.values()][0]?.place;
    if (where !== undefined)
      translation.fault(where, at, `is missing; Vector requires it, too: json or text`);
    return;
  }
  const written = textOf(codecTree);
  const codec = written === null ? null : translation.settled(written, at, place);
  const framings = codec === null ? undefined : codecs[codec];
  if (framings === undefined) {
    translation.fault(
      place,
      at,
      `got '${codec ?? ''}'; allowed: ${Object.keys(codecs).join(', ')}; write any other line in a remap, with codec text`,
    );
    return;
  }
  const framing = framingOf(options.get('framing'));
  const ours = framings[framing];
  if (ours === undefined) {
    translation.fault(
      options.get('framing')?.place ?? place,
      `${path}.framing`,
      `does not go with codec ${codec}; allowed: newline_delimited, and for json one array an object, which is what it does by itself`,
    );
    return;
  }
  setOption(draft, 'encoding.codec', ours);
  translation.origin(`${path}.encoding.codec`, at, place);
  const what = ours === 'json' ? 'one JSON array an object' : null;
  translation.note(place, at, `encoding.codec: ${ours}`, what);
}

/** What stands between events, or '' where nothing is written. */
function framingOf(tree: Tree | undefined): string {
  if (tree === undefined) return '';
  const { method, character_delimited: characters } = plainOf(tree) as {
    readonly method?: unknown;
    readonly character_delimited?: { readonly delimiter?: unknown };
  };
  if (method === 'newline_delimited') return '\n';
  if (method === 'varint_length_delimited') return 'varint';
  return method === 'character_delimited' ? String(characters?.delimiter) : String(method);
}

function translateName(
  options: ReadonlyMap<string, Tree>,
  path: string,
  { isDense }: SinkSurroundings,
  draft: Draft,
  translation: Translation,
): void {
  const names = {
    filename_time_format: 'filenameTimeFormat',
    filename_append_uuid: 'filenameAppendUuid',
  };
  for (const [name, ours] of Object.entries(names)) {
    const tree = options.get(name);
    if (tree === undefined) continue;
    const at = `${path}.${name}`;
    if (isDense) {
      setOption(draft, ours, plainOf(tree));
      translation.origin(`${path}.${ours}`, at, tree.place);
    }
    translation.note(
      tree.place,
      at,
      isDense ? ours : null,
      isDense
        ? null
        : 'the name of an object is topic, partition and first offset, so that a retry writes the same one and never a second',
    );
  }
}
