import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { type CheckOptions, fits, type Found, isGroup } from './check-lake.ts';
import { hasToBeDead } from './load.ts';
import { membersOf } from './members.ts';
import { deadPlace } from './variant.ts';

/** What is wrong with the files that the consumers of a round have appended to. */
export interface WrongFiles {
  /** Records that are in none of them. */
  readonly missingInFiles: number;
  /** Lines and ends that cannot be read, more of them than processes were killed. */
  readonly torn: number;
  /** Lines of something that is not in the topic, or is two lines. */
  readonly strangeLines: number;
}

export interface FilesToCheck extends Pick<CheckOptions, 'truth' | 'dense' | 'reduced'> {
  readonly folder: string;
  readonly codec: 'none' | 'gzip' | 'zstd';
  /** Processes that ended by SIGKILL: each may have left half of one piece. */
  readonly killed: number;
  /** What is in the bucket: a group that was rejected is in no file. */
  readonly found: Found;
}

/** Holds the files of a round against the topic: every record at least once. */
export function checkFiles(options: FilesToCheck): {
  readonly wrong: WrongFiles;
  readonly lines: number;
  readonly examples: readonly string[];
} {
  const { folder, codec, truth, reduced, killed, found } = options;
  const examples: string[] = [];
  const seen = new Set<string>();
  let lines = 0;
  let halves = 0;
  let strangeLines = 0;
  for (const name of readdirSync(folder)) {
    const { text, isWhole } = unpacked(readFileSync(join(folder, name)), codec);
    if (!isWhole) halves += 1;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      lines += 1;
      const event = parsed(line);
      if (event === null) {
        // half a line; that it holds two beginnings would mean that somebody wrote on in it
        if (codec === 'none') halves += 1;
        if (line.split('{"').length <= 2 && (codec === 'none' || !isWhole)) continue;
      }
      const members = membersOf(event ?? {});
      const isRight =
        isGroup(members, event ?? {}, options) &&
        members.every((member) => fits(truth, member, false, reduced));
      if (!isRight) {
        strangeLines += 1;
        examples.push(`strange line in ${name}: ${line.slice(0, 200)}`);
      }
      for (const { partition, offset } of members) seen.add(`${partition}@${offset}`);
    }
  }
  let missingInFiles = 0;
  for (const [partition, records] of truth.there) {
    for (const [offset, number] of records) {
      const id = `${partition}@${offset}`;
      if (hasToBeDead(number, reduced) || seen.has(id)) continue;
      if (reduced && found.get(deadPlace)?.has(id) === true) continue;
      missingInFiles += 1;
      examples.push(`missing in the files: ${id}`);
    }
  }
  const torn = Math.max(0, halves - killed);
  if (torn > 0) examples.push(`${halves} halves in the files of ${killed} killed processes`);
  return { wrong: { missingInFiles, torn, strangeLines }, lines, examples };
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

/** Member by member, frame by frame, as far as that goes: the rest is not to be read by anybody. */
function unpacked(
  packed: Buffer,
  codec: FilesToCheck['codec'],
): { readonly text: string; readonly isWhole: boolean } {
  if (codec === 'none') return { text: packed.toString('utf8'), isWhole: true };
  let text = '';
  for (let at = 0; at < packed.length;) {
    try {
      const { buffer, read } = first(packed.subarray(at), codec);
      text += buffer.toString('utf8');
      at += read;
    } catch {
      return { text, isWhole: false };
    }
  }
  return { text, isWhole: true };
}

/** gzip's members are read one by one, so that one that is cut off does not take those before it along. */
function first(
  packed: Buffer,
  codec: 'gzip' | 'zstd',
): { readonly buffer: Buffer; readonly read: number } {
  const unpack = codec === 'gzip' ? zlib.inflateRawSync : zlib.zstdDecompressSync;
  // what is written here has no names and no comments in its header
  const [before, behind] = codec === 'gzip' ? [10, 8] : [0, 0];
  const { buffer, engine } = unpack(packed.subarray(before), { info: true }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  const read = before + engine.bytesWritten + behind;
  if (read > packed.length || engine.bytesWritten === 0) throw new Error('it is cut off');
  if (codec === 'gzip' && zlib.crc32(buffer) !== packed.readUInt32LE(read - behind)) {
    throw new Error('its checksum is another');
  }
  return { buffer, read };
}
