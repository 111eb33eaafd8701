import assert from 'node:assert/strict';
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

/** Nobody owned a partition in a generation in which another did. */
export function assertNeverTwice(members: readonly TestMember[]): void {
  const owners = new Map<string, string>();
  for (const { ownership, partitions } of members.flatMap((member) => member.generations)) {
    for (const key of partitions) {
      const place = `${ownership.generation}:${key}`;
      const owner = owners.get(place) ?? ownership.memberId;
      assert.equal(owner, ownership.memberId, `${key} in generation ${ownership.generation}`);
      owners.set(place, ownership.memberId);
    }
  }
}
