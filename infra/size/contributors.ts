import type { Metafile } from 'esbuild';

/** A library, or a folder of Sluice, and how many bytes of a package are of it. */
export interface Contributor {
  readonly name: string;
  readonly minifiedBytes: number;
}

/** What a package is made of, the largest first. */
export function contributorsTo({ outputs }: Metafile): readonly Contributor[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = ownerOf(path);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes]
    .map(([name, minifiedBytes]) => ({ name, minifiedBytes }))
    .toSorted((a, b) => b.minifiedBytes - a.minifiedBytes);
}

/** It is bundled by itself before the rest (infra/build/kafka-library.ts), so its own files are not told apart. */
const kafkaLibrary = 'functions/consumer/kafka/platformatic/library.ts';

/** The innermost library that a file is of; else the folder two deep, such as `shared/engine`. */
function ownerOf(path: string): string {
  if (path === kafkaLibrary) return '@platformatic/kafka';
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (library !== undefined) return library;
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, 2).join('/') || path;
}
