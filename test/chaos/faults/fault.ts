import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import type { Random } from '../../support/simulation/random.ts';
import type { ChaosEngines } from '../chaos-engines.ts';
import { countTold, type Fleet, type Member } from '../fleet.ts';

/** What a fault works on. */
export interface FaultContext {
  readonly engines: ChaosEngines;
  readonly fleet: Fleet;
  readonly topic: string;
  /** The folder that files are in, where the pipeline has any. */
  readonly files: string;
  readonly random: Random;
}

/** Does something bad, and undoes what does not heal by itself. False: it had no effect, and is tried again. */
export type Fault = (context: FaultContext) => Promise<boolean>;

export type Faults = Readonly<Record<string, Fault>>;

/** Session timeout of the consumers. */
export const sessionMs = 3_000;
/** How long a consumer waits for an answer. */
export const answerMs = 2_500;
/** How long a fault that waits for its moment waits. */
const patienceMs = 15_000;

/** One that runs and was given partitions; null where there is none. */
export function pickWorking({ fleet, random }: FaultContext): {
  readonly member: Member;
  readonly consumer: ConsumerProcess;
} | null {
  const working = fleet.members.flatMap((member) => {
    const consumer = member.process();
    const works =
      !member.frozen &&
      consumer?.running() === true &&
      countTold(consumer, 'partitions_assigned') > 0;
    return works ? [{ member, consumer }] : [];
  });
  return working.length === 0 ? null : random.pick(working);
}

/** Waits for something that has to come by itself; false where it does not in time, or another moment is better. */
export async function until(look: () => boolean, timeoutMs: number = patienceMs): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!look()) {
    if (performance.now() > giveUpAt) return false;
    await sleep(50);
  }
  return true;
}

/** Waits for the moment that somebody else resolves; then, or when it does not come in time, takes the trap away. */
export async function within(done: Promise<boolean>, takeBack: () => void): Promise<boolean> {
  const giveUp = new AbortController();
  const timeout = sleep(patienceMs, false, { signal: giveUp.signal }).catch(() => false);
  try {
    return await Promise.race([done, timeout]);
  } finally {
    giveUp.abort();
    takeBack();
  }
}
