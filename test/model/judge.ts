import { has } from './layout.ts';
import type { World } from './world.ts';

/** What is wrong with a world, whatever may still come; null: nothing. */
export function faultIn(world: World): string | null {
  if (world.conflict !== null) return `a consumer stopped: ${world.conflict}`;
  if (world.fell) return 'the committed offset fell';
  for (let offset = 0; offset < world.end; offset++) {
    let copies = 0;
    for (const { content } of world.objects.values()) if (has(content, offset)) copies++;
    const isDue = offset < world.committed.offset && has(world.log, offset);
    if (isDue && copies === 0) return `record ${offset} is committed, and not stored`;
    if (isDue && !has(world.filed, offset)) return `record ${offset} is committed, and in no file`;
    if (copies > 1 && !has(world.doubled, offset)) return `record ${offset} is stored twice`;
  }
  return null;
}

/** What is wrong where nothing can happen any more. */
export function faultAtEnd({ committed, end }: World): string | null {
  if (committed.offset === end && committed.ledger === null) return null;
  return `nobody goes on: ${committed.offset} of ${end} committed, ${committed.ledger === null ? 'without' : 'with'} a ledger`;
}
