import { consumerSteps, type Step } from './consumer.ts';
import { arrivals, faultSteps, forgetVoid } from './environment.ts';
import { faultAtEnd, faultIn } from './judge.ts';
import { randomOf } from '../support/simulation/random.ts';
import { copyOf, nameOf, type World } from './world.ts';

/** How the protocol failed: what is wrong, and the steps that led there. */
export interface Failure {
  readonly fault: string;
  readonly steps: readonly string[];
}

export interface Walk {
  readonly failure: Failure | null;
  readonly steps: number;
}

function usualSteps(world: World): Step[] {
  return [...world.members.keys()].flatMap((i) => consumerSteps(world, i)).concat(arrivals(world));
}

/** One schedule by chance, until nothing can happen any more. */
export function walk(world: World, seed: number): Walk {
  const random = randomOf(seed);
  const steps: string[] = [];
  for (;;) {
    const usual = usualSteps(world);
    const rare = faultSteps(world);
    if (usual.length === 0 && !isUnfinished(world, rare)) {
      const fault = faultAtEnd(world);
      return { failure: fault === null ? null : { fault, steps }, steps: steps.length };
    }
    const among = usual.length === 0 || (rare.length > 0 && random.chance(0.2)) ? rare : usual;
    const step = random.pick(among);
    step.run(world);
    forgetVoid(world);
    steps.push(step.name);
    const fault = faultIn(world);
    if (fault !== null) return { failure: { fault, steps }, steps: steps.length };
  }
}

/** Faults that are left over make no schedule longer once everything is done. */
function isUnfinished(world: World, rare: readonly Step[]): boolean {
  return rare.length > 0 && faultAtEnd(world) !== null;
}

export interface Search {
  readonly failure: Failure | null;
  readonly worlds: number;
  /** Whether there is no world left that was not looked at. */
  readonly complete: boolean;
}

/** Every schedule, breadth first, so that what fails is the shortest. */
export function search(begin: World, maxWorlds: number): Search {
  const from = new Map<string, { before: string; step: string } | null>([[nameOf(begin), null]]);
  let edge: { name: string; world: World }[] = [{ name: nameOf(begin), world: begin }];
  while (edge.length > 0) {
    const next: typeof edge = [];
    for (const { name, world } of edge) {
      const steps = [...usualSteps(world), ...faultSteps(world)];
      const stuck = steps.length === 0 ? faultAtEnd(world) : null;
      const fault = faultIn(world) ?? stuck;
      if (fault !== null) {
        return {
          failure: { fault, steps: pathTo(name, from) },
          worlds: from.size,
          complete: false,
        };
      }
      for (const step of steps) {
        const copy = copyOf(world);
        step.run(copy);
        forgetVoid(copy);
        const found = nameOf(copy);
        if (from.has(found)) continue;
        from.set(found, { before: name, step: step.name });
        next.push({ name: found, world: copy });
      }
      if (from.size > maxWorlds) return { failure: null, worlds: from.size, complete: false };
    }
    edge = next;
  }
  return { failure: null, worlds: from.size, complete: true };
}

function pathTo(
  name: string,
  from: ReadonlyMap<string, { before: string; step: string } | null>,
): string[] {
  const steps: string[] = [];
  for (let at = from.get(name) ?? null; at !== null; at = from.get(at.before) ?? null) {
    steps.unshift(at.step);
  }
  return steps;
}
