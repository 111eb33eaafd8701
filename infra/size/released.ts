import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { PackageSize } from '../build/sizes.ts';

const file = join(import.meta.dirname, 'released.json');

const schema = v.object({
  release: v.string(),
  packages: v.array(
    v.object({
      name: v.picklist(['consumer', 'handler']),
      sdk: v.picklist(['bundled', 'runtime']),
      rawBytes: v.number(),
      minifiedBytes: v.number(),
      gzipBytes: v.number(),
      budgetGzipBytes: v.number(),
    }),
  ),
});

/** A package of the last release, and how large it may get. */
export type ReleasedSize = PackageSize & { readonly budgetGzipBytes: number };

/** The committed figures. */
export interface Released {
  readonly release: string;
  readonly packages: readonly ReleasedSize[];
}

export async function readReleased(): Promise<Released> {
  return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
}

export async function writeReleased(released: Released): Promise<void> {
  await writeFile(file, `${JSON.stringify(released, null, 2)}\n`);
}

/** The one of that name and SDK. */
export function sameAs<T extends PackageSize>(sizes: readonly T[], wanted: PackageSize): T {
  const found = sizes.find(({ name, sdk }) => name === wanted.name && sdk === wanted.sdk);
  if (found === undefined) throw new Error(`no figures of ${wanted.name}, ${wanted.sdk}`);
  return found;
}

/** The measured sizes in the place of the committed ones; budgets stay. */
export function updated(
  before: Released,
  sizes: readonly PackageSize[],
  release: string,
): Released {
  const packages = sizes.map((size) => ({
    ...size,
    budgetGzipBytes: sameAs(before.packages, size).budgetGzipBytes,
  }));
  return { release, packages };
}

/** What is larger than it may be, one sentence each. */
export function breaches(released: Released, sizes: readonly PackageSize[]): readonly string[] {
  return sizes.flatMap((size) => {
    const { budgetGzipBytes } = sameAs(released.packages, size);
    if (size.gzipBytes <= budgetGzipBytes) return [];
    const over = size.gzipBytes - budgetGzipBytes;
    return [
      `${size.name}, SDK ${size.sdk}: ${size.gzipBytes} bytes with gzip, ${over} over its budget of ${budgetGzipBytes}`,
    ];
  });
}
