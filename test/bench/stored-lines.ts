import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { unpackObject } from '../support/unpack-object.ts';

const readers = 4;
const lineFeed = 10;

/** Counts the lines of a bucket, each object once however often it is asked. */
export interface LineCounter {
  /** Reads what is new. @returns lines so far */
  readonly count: () => Promise<number>;
}

/** Dead letters and records of epochs are no lines: only what lies under `raw/` counts. */
export function lineCounter(client: S3Client, bucket: string): LineCounter {
  const seen = new Set<string>();
  let lines = 0;
  const read = async (keys: Iterator<string>): Promise<void> => {
    for (let next = keys.next(); next.done !== true; next = keys.next()) {
      const got = await client.send(new GetObjectCommand({ Bucket: bucket, Key: next.value }));
      const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
      lines += linesIn(bytes);
      seen.add(next.value);
    }
  };
  return {
    count: async () => {
      const keys: string[] = [];
      const request = { Bucket: bucket, Prefix: 'raw/' };
      for await (const { Contents: contents = [] } of paginateListObjectsV2({ client }, request)) {
        for (const { Key: key } of contents)
          if (key !== undefined && !seen.has(key)) keys.push(key);
      }
      const left = keys.values();
      await Promise.all(Array.from({ length: readers }, async () => read(left)));
      return lines;
    },
  };
}

/** Lines of a stored object, the last also without its line feed. */
export function linesIn(packed: Buffer): number {
  let lines = 0;
  let last = lineFeed;
  for (const piece of unpackObject(packed)) {
    for (let at = piece.indexOf(lineFeed); at >= 0; at = piece.indexOf(lineFeed, at + 1)) lines++;
    last = piece.at(-1) ?? last;
  }
  return last === lineFeed ? lines : lines + 1;
}
