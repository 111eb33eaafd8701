import { join } from 'node:path';
import { checkedPipeline } from '../build/check-pipeline.ts';
import { makePackage, type Package } from '../build/package.ts';
import { type PackageSize, sizeOf } from '../build/sizes.ts';
import { type Contributor, contributorsTo } from './contributors.ts';

export interface Measured {
  readonly size: PackageSize;
  readonly contributors: readonly Contributor[];
}

/** Every package there is, in the order in which they are told. */
const packages: readonly Package[] = [
  { name: 'consumer', sdk: 'bundled' },
  { name: 'handler', sdk: 'bundled' },
  { name: 'handler', sdk: 'runtime' },
];

/** The pipeline that sizes are told of: JSON, as in the brief. */
const pipeline = join(import.meta.dirname, '../../pipelines/devices.ts');

/** Builds each package in memory. */
export async function measureAll(): Promise<readonly Measured[]> {
  const checked = await checkedPipeline(pipeline, {});
  const measured: Measured[] = [];
  for (const made of packages) {
    const minified = await makePackage(made, checked);
    const raw = await makePackage(made, checked, { minify: false });
    measured.push({
      size: sizeOf(made, raw, minified),
      contributors: contributorsTo(minified.metafile),
    });
  }
  return measured;
}
