import { setTimeout as sleep } from 'node:timers/promises';
import { longFaults, shortFaults } from './faults/all-faults.ts';
import type { Fault, FaultContext } from './faults/fault.ts';
import type { Plan } from './plan.ts';

/** How long what had no effect is tried again. */
const rageMs = 45_000;

/**
 * Everything that is planned happens: two sequences of short faults and a long one, side by side. What had no effect,
 * because there was nothing to hit, is tried again.
 * @returns how often each had an effect
 */
export async function rage(
  context: FaultContext,
  plan: Plan,
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const { random } = context;
  const effects = new Map<string, number>();
  const giveUpAt = performance.now() + rageMs;
  const happen = async (kind: string, fault: Fault | undefined): Promise<void> => {
    if (fault === undefined) throw new Error(`there is no fault called ${kind}`);
    do {
      if (await fault(context)) {
        effects.set(kind, (effects.get(kind) ?? 0) + 1);
        return;
      }
      await sleep(100);
    } while (performance.now() < giveUpAt);
    tell(`  ${kind} had no effect`);
  };
  const inTurn = async (kinds: readonly string[]): Promise<void> => {
    for (const kind of kinds) {
      await sleep(random.below(500));
      await happen(kind, shortFaults[kind]);
    }
  };
  const beside = async (): Promise<void> => {
    await sleep(random.below(1_500));
    await happen(plan.long, longFaults[plan.long]);
  };
  await Promise.all([beside(), ...plan.short.map(inTurn)]);
  return effects;
}
