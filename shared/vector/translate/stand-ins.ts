import type { Draft } from './apply-rules.ts';

/**
 * What takes the place of a component that is refused, so that those which are wired to it are checked like any other. Never
 * runs, as there is a fault already.
 */
export const standIns: Readonly<Record<'sources' | 'transforms' | 'sinks', Draft>> = {
  sources: { type: 'kafka', bootstrapServers: 'none:9092', topics: ['none'], groupId: 'none' },
  transforms: { type: 'filter', condition: 'true' },
  sinks: { type: 'blackhole' },
};

/** The same of a configuration that cannot be read. */
export const standInParts: Draft = {
  sources: { none: standIns.sources },
  sinks: { nowhere: { ...standIns.sinks, inputs: ['none'] } },
};
