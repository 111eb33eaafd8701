import { brokerFaults, connectionFaults } from './broker-faults.ts';
import { commitFaults } from './commit-faults.ts';
import type { FaultContext, Faults } from './fault.ts';
import { longProcessFaults, processFaults } from './process-faults.ts';
import { fileFaults } from './file-faults.ts';
import { storeFaults } from './store-faults.ts';

/** Those that last seconds: one a round, and others happen meanwhile. */
export const longFaults: Faults = { ...longProcessFaults, ...brokerFaults };

/** Those that are over as soon as their moment has come. */
export const shortFaults: Faults = {
  ...processFaults,
  ...connectionFaults,
  ...commitFaults,
  ...storeFaults,
  ...fileFaults,
};

const fewest = 2;

/** Takes back whatever a fault may have left. */
export async function heal({ engines, fleet }: FaultContext): Promise<void> {
  engines.engines.broker.thaw();
  await engines.engines.broker.start();
  engines.kafka.resume();
  for (const member of fleet.members) {
    member.s3.clear();
    if (member.frozen) member.process()?.kill('SIGCONT');
    member.frozen = false;
  }
  while (fleet.members.length < fewest) await fleet.join();
}
