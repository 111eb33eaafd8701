import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type Faults, pickWorking, until } from './fault.ts';

/** How long a device has no room. */
const fullMs = 1_500;

export const fileFaults: Faults = {
  /** A process ends when the kernel has taken half of what it writes: others go on with the same file. */
  'kill-in-write': async (context) => {
    const picked = pickWorking(context);
    if (picked === null) return false;
    const { member, consumer } = picked;
    return trap(member.trap, 'kill', () => !consumer.running());
  },
  /** Half of each piece fits for a while, and no more. */
  'disk-full': async (context) => {
    const picked = pickWorking(context);
    if (picked === null) return false;
    const { member, consumer } = picked;
    const isFull = (): boolean => consumer.lines.some((line) => line.startsWith('disk is full'));
    if (isFull()) return false;
    return trap(member.trap, 'full', isFull, fullMs);
  },
  /** As by logrotate, with `create`: whoever writes finds out by itself. */
  rotate: async ({ files }) => {
    const names = readdirSync(files).filter((name) => name.endsWith('.ndjson'));
    for (const name of names) renameSync(join(files, name), join(files, `${name}.${Date.now()}`));
    return Promise.resolve(names.length > 0);
  },
};

/** Lets a process fall into what torn-write.mjs does at its next write to a file. */
async function trap(path: string, what: string, works: () => boolean, ms = 0): ReturnType<Fault> {
  writeFileSync(path, what);
  try {
    const worked = await until(works);
    await sleep(ms);
    return worked;
  } finally {
    if (existsSync(path)) rmSync(path);
  }
}
