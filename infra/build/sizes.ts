import { gzipSync } from 'node:zlib';
import type { PackageFiles, Package } from './package.ts';

/** How large a package is: `DIR/sizes.json` and `npm run size --json`. */
export interface PackageSize extends Package {
  /** Of the one file before it is minified, comments gone. */
  readonly rawBytes: number;
  /** Of that file as it is deployed. */
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
}

export function sizeOf(made: Package, raw: PackageFiles, minified: PackageFiles): PackageSize {
  return {
    name: made.name,
    sdk: made.sdk,
    rawBytes: raw.program.length,
    minifiedBytes: minified.program.length,
    gzipBytes: gzipSync(minified.program, { level: 9 }).length,
  };
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
