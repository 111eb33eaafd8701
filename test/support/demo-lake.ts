import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { deviceEvents } from '../../infra/demo/events/device-events.ts';
import { TruthBook, hourOf } from '../../infra/demo/events/truth.ts';
import type { Truth } from '../../infra/demo/events/truth.ts';

export interface DemoLake {
  readonly folder: string;
  readonly truth: Truth;
  /** Keys of the data objects and of the dead letters, in order. */
  readonly data: readonly string[];
  readonly letters: readonly string[];
  readonly read: (key: string) => Promise<string>;
  readonly write: (key: string, content: string | Buffer) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
}

const extensions = { none: '', gzip: '.gz', zstd: '.zst' } as const;

/** What a faultless consumer would have made of the demo's events, in a folder, made without one; gone after `use`. */
export async function withDemoLake(
  options: { readonly count: number; readonly compression?: keyof typeof extensions },
  use: (lake: DemoLake) => Promise<void>,
): Promise<void> {
  const { count, compression = 'none' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-lake-'));
  const book = new TruthBook();
  const objects = linesByKey(count, book, extensions[compression]);
  const write = async (key: string, content: string | Buffer): Promise<void> => {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), content);
  };
  try {
    for (const [key, lines] of objects) {
      const content = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      if (compression === 'gzip') await write(key, gzipSync(content));
      else await write(key, compression === 'zstd' ? zstdCompressSync(content) : content);
    }
    const keys = [...objects.keys()].toSorted();
    await use({
      folder,
      truth: book.finish(),
      data: keys.filter((key) => key.startsWith('raw/')),
      letters: keys.filter((key) => key.startsWith('dead-letter/')),
      read: async (key) => readFile(join(folder, key), 'utf8'),
      write,
      delete: async (key) => rm(join(folder, key)),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function linesByKey(count: number, book: TruthBook, extension: string): Map<string, string[]> {
  const objects = new Map<string, string[]>();
  const put = (key: string, line: string): void => {
    const lines = objects.get(key) ?? [];
    objects.set(key, lines);
    lines.push(line);
  };
  const at = deviceEvents({ seed: 11, count });
  for (let number = 0; number < count; number++) {
    const record = at(number);
    book.add(record);
    const { key, timestamp, value, sound, rejection: code } = record;
    const day = timestamp.slice(0, 10);
    if (sound === null) {
      const bytes = Buffer.from(value);
      const asText = bytes.equals(Buffer.from(bytes.toString()));
      const letter = asText
        ? { value: bytes.toString() }
        : { valueBase64: bytes.toString('base64') };
      const line = JSON.stringify({ key, timestamp, code, ...letter });
      put(`dead-letter/devices/kafka/dt=${day}/t+0.ndjson${extension}`, line);
    } else {
      const added = `"message_key":"${key}","timestamp":"${timestamp}"`;
      const prefix = `raw/dt=${day}/dth=${hourOf(timestamp)}`;
      put(`${prefix}/t+0.log${extension}`, `${value.toString().slice(0, -1)},${added}}`);
    }
  }
  return objects;
}
