/**
 * `npm run parquet-sizes`: what the demo's events take as lines and as Parquet, what a query reads of them, and the memory
 * that a file of all of them takes to make (`--memory`), or what a query for a few rows reads (`--lookups`). Writes the table into docs/parquet.md with `--update`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { readArguments, wholeNumber } from '../../functions/cli/arguments.ts';
import { importPipeline } from '../../functions/cli/import-pipeline.ts';
import { type ParquetOptions, toParquet } from '../../shared/encode/parquet/to-parquet.ts';
import { bundle } from '../build/bundle.ts';
import { describeError, SluiceError, toSluiceError } from '../../shared/errors.ts';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import { deviceEvents } from '../demo/events/device-events.ts';
import { measureLookups, traceOf } from './lookups.ts';
import { withSection } from '../size/marked-section.ts';

const run = promisify(execFile);
const seed = 20_241_228;
const pieceBytes = 256 * 1024;
/** What the demo's query asks for. */
const queried = ['device_name', 'one', 'two', 'sensor'];
const root = join(import.meta.dirname, '../..');
const document = join(root, 'docs/parquet.md');
const lookupMarks = { begin: '<!-- lookups -->', end: '<!-- /lookups -->' };
const marks = { begin: '<!-- sizes -->', end: '<!-- /sizes -->' };

interface Size {
  readonly stored: string;
  readonly bytes: number;
  readonly scanned: number;
}

async function main(): Promise<void> {
  const kinds = {
    events: 'string',
    lookups: 'boolean',
    memory: 'boolean',
    update: 'boolean',
  } as const;
  const { values } = readArguments(process.argv.slice(2), kinds, []);
  const events = wholeNumber('--events', values.events, 1_000_000, [1000, 10_000_000]);
  const parquet = await readParquetOptions();
  const isLookup = values.lookups === true;
  const held = heldLines(events, isLookup);
  if (isLookup) {
    await lookUp(held.pieces, events, parquet, values.update === true);
    return;
  }
  if (values.memory === true) {
    await measureMemory(held.pieces, events, parquet);
    return;
  }
  const sizes = [
    { stored: 'lines, gzip 6', bytes: held.gzipBytes, scanned: held.gzipBytes },
    { stored: 'lines, zstd 3', bytes: held.zstdBytes, scanned: held.zstdBytes },
  ];
  for (const compression of ['zstd', 'snappy', 'gzip'] as const) {
    const options = { ...parquet, compression };
    sizes.push(sizeOf(`Parquet, ${compression}`, held.pieces, options));
  }
  const inferred = { ...parquet, columns: null };
  sizes.push(sizeOf('Parquet, zstd, without a schema', held.pieces, inferred));
  const table = tableOf(events, held.rawBytes, sizes);
  process.stdout.write(`${table}\n`);
  if (values.update !== true) return;
  await updateDocument(marks, table);
}

/** In a process of its own, as what makes the events takes memory, too. */
async function measureMemory(
  pieces: readonly Uint8Array[],
  events: number,
  parquet: ParquetOptions,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-parquet-'));
  try {
    const file = join(folder, 'pieces');
    await writeFile(
      file,
      pieces.flatMap((piece) => [lengthOf(piece), piece]),
    );
    // as a bundle, like a container's: taking the types off takes memory, too
    const outfile = join(folder, 'measure-memory.mjs');
    const entryPoints = [join(import.meta.dirname, 'measure-memory.ts')];
    const subject = 'what measures memory';
    await bundle(root, { entryPoints, outfile }, { code: 'INTERNAL', subject });
    const { stdout } = await run(process.execPath, [outfile, file, JSON.stringify(parquet)]);
    process.stdout.write(`${events.toLocaleString('en-US')} rows in one file: ${stdout}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lookUp(
  pieces: readonly Uint8Array[],
  events: number,
  parquet: ParquetOptions,
  update: boolean,
): Promise<void> {
  const middle = Math.floor(events / 2);
  const from = new Date(deviceEvents({ seed, count: events })(middle).timestampMs);
  const asked = {
    minute: [from, new Date(from.getTime() + 60_000)],
    found: traceOf(middle),
  } as const;
  const { lookups, fileBytes, filterBytes } = await measureLookups(pieces, parquet, asked);
  const table = [
    `The same events with a trace id each, one file of ${megabytes(fileBytes)} MB, of which its bloom filter takes ${megabytes(filterBytes)} MB; MB that hyparquet reads for two further columns of a few rows:`,
    '',
    '| query | by statistics | and page index | and bloom filter |',
    '| --- | --- | --- | --- |',
    ...lookups.map(
      ({ query, statistics, pageIndex, bloomFilter }) =>
        `| ${query} | ${[statistics, pageIndex, bloomFilter].map(megabytes).join(' | ')} |`,
    ),
  ].join('\n');
  process.stdout.write(`${table}\n`);
  if (update) await updateDocument(lookupMarks, table);
}

async function updateDocument(marked: typeof marks, table: string): Promise<void> {
  await writeFile(document, withSection(await readFile(document, 'utf8'), marked, table));
}

function lengthOf(piece: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(piece.length);
  return length;
}

/** The demo's sound events as an open object holds them, with what they would take as objects of lines. */
function heldLines(
  events: number,
  isTraced: boolean,
): {
  readonly pieces: readonly Uint8Array[];
  readonly rawBytes: number;
  readonly gzipBytes: number;
  readonly zstdBytes: number;
} {
  const recordOf = deviceEvents({ seed, count: events });
  const pieces: Uint8Array[] = [];
  let [rawBytes, gzipBytes, zstdBytes, lines] = [0, 0, 0, ''];
  const seal = (): void => {
    const raw = Buffer.from(lines);
    rawBytes += raw.length;
    gzipBytes += gzipSync(raw).length;
    const frame = zstdCompressSync(raw);
    zstdBytes += frame.length;
    pieces.push(frame);
    lines = '';
  };
  for (let number = 0; number < events; number += 1) {
    const { key, sound, timestamp, value } = recordOf(number);
    if (sound === null || typeof value !== 'string') continue;
    lines += `${value.slice(0, -1)},"message_key":"${key}","timestamp":"${timestamp}"${isTraced ? `,"trace":"${traceOf(number)}"` : ''}}\n`;
    if (lines.length >= pieceBytes) seal();
  }
  if (lines !== '') seal();
  return { pieces, rawBytes, gzipBytes, zstdBytes };
}

async function readParquetOptions(): Promise<ParquetOptions> {
  const definition = await importPipeline('pipelines/devices-parquet.ts', root);
  const { encoding } = checkPipeline(definition, { env: {} }).model.sinks.get('s3') ?? {};
  if (encoding?.codec !== 'parquet') throw new SluiceError('INTERNAL', 'the sink is another');
  const { columns, compression, rowGroupBytes } = encoding;
  const rest = { column: true, unknownFields: true };
  return { columns, compression, rowGroupBytes, bloomFilterColumns: [], rest, createdBy: 'sluice' };
}

function sizeOf(stored: string, pieces: readonly Uint8Array[], options: ParquetOptions): Size {
  const file = Buffer.concat(toParquet({ pieces, compressed: true }, options));
  const { row_groups: groups } = parquetMetadata(new Uint8Array(file).buffer);
  let scanned = 0;
  for (const { meta_data: data } of groups.flatMap(({ columns }) => columns)) {
    const name = data?.path_in_schema[0] ?? '';
    if (queried.includes(name)) scanned += Number(data?.total_compressed_size);
  }
  return { stored, bytes: file.length, scanned };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function tableOf(events: number, rawBytes: number, sizes: readonly Size[]): string {
  const [{ scanned: most } = { scanned: 0 }] = sizes;
  return [
    `${events.toLocaleString('en-US')} events of the demo, ${megabytes(rawBytes)} MB as lines; the query asks for ${queried.join(', ')}:`,
    '',
    '| stored as | MB | MB that the query reads | of gzip |',
    '| --- | --- | --- | --- |',
    ...sizes.map(
      ({ stored, bytes, scanned }) =>
        `| ${stored} | ${megabytes(bytes)} | ${megabytes(scanned)} | ${((scanned / most) * 100).toFixed(1)} % |`,
    ),
  ].join('\n');
}

try {
  await main();
} catch (error) {
  const known = toSluiceError(error);
  process.stderr.write(`${describeError(known)}\n`);
  process.exitCode = known.exitCode;
}
