import { join } from 'node:path';
import { usesServers } from './uses-servers.ts';

export type Group = 'longest' | 'servers' | 'others';

/** They work on servers, too; each takes half a minute or more on a machine that does nothing else. */
const takeLongest: ReadonlySet<string> = new Set([
  'test/chaos/chaos.test.ts',
  'test/chaos/group-churn.test.ts',
  'test/functions/consumer/run-broker-faults.test.ts',
  'test/infra/demo/main.test.ts',
  'test/infra/local/kafka-faults.test.ts',
]);

/** Of the groups that run.ts runs side by side, the one that a test file is in. @param file its path from `root` */
export function groupOf(root: string, file: string): Group {
  if (takeLongest.has(file)) return 'longest';
  return usesServers(join(root, file)) ? 'servers' : 'others';
}
