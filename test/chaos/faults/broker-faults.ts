import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosEngines } from '../chaos-engines.ts';
import { type Fault, type Faults, answerMs, sessionMs } from './fault.ts';

/** Each takes the broker away from everybody for a while: one at a time. */
export const brokerFaults: Faults = {
  'broker-restart': away(async ({ engines: { broker } }) => {
    await broker.stop();
    await broker.start();
    return true;
  }),
  'broker-kill': away(async ({ engines: { broker } }) => {
    await broker.kill();
    await broker.start();
    return true;
  }),
  'broker-frozen': away(async ({ engines: { broker } }) => {
    broker.freeze();
    await sleep(sessionMs * 1.4);
    broker.thaw();
    return true;
  }),
  'answers-lost': away(async ({ kafka }, chance) => {
    if (kafka.openConnections() === 0) return false;
    kafka.blackHole('answers');
    await sleep(answerMs * (0.3 + chance));
    // what was held is lost or comes late
    if (chance < 0.5) kafka.cut();
    kafka.resume();
    return true;
  }),
};

export const connectionFaults: Faults = {
  'connections-cut': ({ engines: { kafka } }) => {
    const open = kafka.openConnections();
    kafka.cut();
    return Promise.resolve(open > 0);
  },
};

/** @param fault is given a number from 0 to 1 */
function away(fault: (engines: ChaosEngines, chance: number) => Promise<boolean>): Fault {
  return async ({ engines, random }) => {
    const chance = random.next();
    engines.brokerFaults += 1;
    return fault(engines, chance);
  };
}
