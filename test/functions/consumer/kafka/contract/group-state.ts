import { waitUntil } from '../../../../support/wait-until.ts';
import type { TestMember } from '../test-member.ts';

export function outcomes(results: readonly { readonly outcome: string }[]): string[] {
  return results.map(({ outcome }) => outcome);
}

export function sameGeneration(members: readonly TestMember[]): boolean {
  const generations = new Set(members.map((member) => member.now().ownership.generation));
  return generations.size === 1;
}

/** All in one generation, and everything assigned. */
export async function settled(
  members: readonly TestMember[],
  topic: string,
  partitions: number,
): Promise<void> {
  await waitUntil(`${members.length} members share ${partitions} partitions of ${topic}`, () => {
    const held = new Set(members.flatMap((member) => member.now().partitions));
    return sameGeneration(members) && held.size === partitions;
  });
}
