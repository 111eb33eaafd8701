import { join } from 'node:path';
import { usesServers } from './uses-servers.ts';

export const allGroups = ['longest', 'servers', 'others', 'together'] as const;

export type Group = (typeof allGroups)[number];

/** They work on servers, too, and are about a quarter of that work: a lane of their own ends when the other three do. */
const takeLongest: ReadonlySet<string> = new Set([
  'test/chaos/chaos.test.ts',
  'test/chaos/group-churn.test.ts',
  'test/functions/consumer/run-broker-faults.test.ts',
  'test/functions/consumer/run-disk.test.ts',
  'test/infra/demo/main.test.ts',
  'test/infra/local/kafka-faults.test.ts',
]);

/**
 * Their tests are functions of values, and nearly all of a file's time goes into loading the VRL compiler and the pipeline's
 * schema: they share a process, which takes two fifths of the CPU. A file that changes its process has no place there.
 */
const together = /^test\/shared\/(?:engine|pipeline|transform|vector)\//;

/** Of the groups that run.ts runs side by side, the one that a test file is in. @param file its path from `root` */
export function groupOf(root: string, file: string): Group {
  if (takeLongest.has(file)) return 'longest';
  if (usesServers(join(root, file))) return 'servers';
  return together.test(file) ? 'together' : 'others';
}
