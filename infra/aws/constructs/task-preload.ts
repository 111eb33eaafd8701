import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Settings } from '../settings/settings.ts';

/** Where CloudWatch keeps what tasks and functions tell. */
export const metricsNamespace = 'Sluice';

/**
 * The variables that bring task/preload.mjs into a task's process, as a URL that holds the file itself, and tell it what
 * it needs to know.
 */
export function preloadVariables({
  network,
  pipeline,
}: Pick<Settings, 'network' | 'pipeline'>): Readonly<Record<string, string>> {
  const source = readFileSync(join(import.meta.dirname, '../task/preload.mjs'), 'utf8');
  const { code } = transformSync(source, { minify: true, format: 'esm', charset: 'ascii' });
  const zoneIds = network.zones.map((zone, at) => `${zone}=${network.zoneIds[at] ?? ''}`);
  return {
    NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(code).toString('base64')}`,
    ...(network.zoneIds.length === 0 ? {} : { SLUICE_ZONE_IDS: [...new Set(zoneIds)].join(',') }),
    SLUICE_METRICS_URL: `http://127.0.0.1:${pipeline.api.port}/metrics`,
    SLUICE_PIPELINE: pipeline.name,
  };
}
