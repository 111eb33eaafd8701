import { gzipSync } from 'node:zlib';
import type { PackageFiles, Package } from './package.ts';

interface DeployedSize {
  /** Of the one file as it is deployed. */
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
}

/** How large a package is: `DIR/sizes.json` and `npm run size --json`. */
export interface PackageSize extends Package, DeployedSize {
  /** Of that file before it is minified, comments gone. */
  readonly rawBytes: number;
}

export function sizeOf(made: Package, raw: PackageFiles, minified: PackageFiles): PackageSize {
  return {
    name: made.name,
    sdk: made.sdk,
    rawBytes: raw.program.length,
    ...deployedSize(minified),
  };
}

export function deployedSize({ program }: PackageFiles): DeployedSize {
  return { minifiedBytes: program.length, gzipBytes: gzipSync(program, { level: 9 }).length };
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
