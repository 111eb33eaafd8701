import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { countTold, type Fleet } from '../fleet.ts';
import { type Fault, type Faults, pickWorking, sessionMs, until } from './fault.ts';

const fewest = 2;
const most = 4;

export const processFaults: Faults = {
  kill: async (context) => {
    const consumer = pickWorking(context)?.consumer;
    if (consumer === undefined) return false;
    consumer.kill('SIGKILL');
    await consumer.exit;
    return true;
  },
  stop: async (context) => {
    const consumer = pickWorking(context)?.consumer;
    if (consumer === undefined) return false;
    await consumer.stop();
    return true;
  },
  join: async ({ fleet }) => {
    if (fleet.members.length >= most) return false;
    const member = await fleet.join();
    return until(() => isAssigned(member.process()));
  },
  leave: async (context) => {
    const member = pickWorking(context)?.member;
    if (member === undefined || context.fleet.members.length <= fewest) return false;
    await context.fleet.leave(member);
    return true;
  },
  'clock-forward': jumpOf('SIGWINCH'),
  'clock-back': jumpOf('SIGURG'),
};

export const longProcessFaults: Faults = {
  /** Held past its session, and woken as a zombie when others have what it held. */
  'consumer-frozen': async (context) => {
    const { fleet } = context;
    const picked = pickWorking(context);
    if (picked === null) return false;
    const { member, consumer } = picked;
    const others = (): number => countAssignments(fleet, consumer);
    const before = others();
    member.frozen = true;
    consumer.kill('SIGSTOP');
    const replaced =
      (await until(() => others() > before, sessionMs * 3)) && (await longer(sessionMs / 5));
    consumer.kill('SIGCONT');
    member.frozen = false;
    return replaced && consumer.running();
  },
  /** The pipeline was changed: members are started again one by one with the new one, half of them without warning. */
  'rolling-update': async ({ fleet, random }) => {
    fleet.rules += 1;
    let updated = 0;
    for (const member of fleet.members) {
      const old = member.process();
      if (member.frozen || old?.running() !== true) continue;
      old.kill(random.chance(0.5) ? 'SIGKILL' : 'SIGTERM');
      await old.exit;
      const isNew = (): boolean => member.process() !== old && isAssigned(member.process());
      if (await until(isNew)) updated += 1;
    }
    return updated > 0;
  },
};

/** The wall clock of one consumer is set while it runs. */
function jumpOf(signal: NodeJS.Signals): Fault {
  return async (context) => {
    const consumer = pickWorking(context)?.consumer;
    if (consumer === undefined) return false;
    const jumps = (): number =>
      consumer.lines.filter((line) => line.startsWith('clock jumped')).length;
    const before = jumps();
    consumer.kill(signal);
    return until(() => jumps() > before, 2_000);
  };
}

function isAssigned(consumer: ConsumerProcess | null): boolean {
  return consumer !== null && countTold(consumer, 'partitions_assigned') > 0;
}

function countAssignments({ processes }: Fleet, but: ConsumerProcess): number {
  return processes.reduce(
    (sum, each) => sum + (each === but ? 0 : countTold(each, 'partitions_assigned')),
    0,
  );
}

async function longer(ms: number): Promise<true> {
  return sleep(ms, true);
}
