import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { ProcessIdentity } from '../../shared/process-identity.ts';

const identity = v.object({ pid: v.number(), startedAt: v.string() });
const schema = v.object({ kafka: v.nullable(identity), s3: v.nullable(identity) });

/** Which processes are the engines. They may have ended since: ask `isRunning`. */
export interface EngineState {
  readonly kafka: ProcessIdentity | null;
  readonly s3: ProcessIdentity | null;
}

/** What the file says; nothing, where there is none or it is not ours to understand. */
export async function readState(path: string): Promise<EngineState> {
  const nothing: EngineState = { kafka: null, s3: null };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    throw error;
  }
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    // Damaged: what it named can't be known any more, and a guess could end a stranger's process.
    return nothing;
  }
}

export async function writeState(path: string, state: EngineState): Promise<void> {
  await writeWhole(path, JSON.stringify(state, null, 2));
}

/** Writes beside and renames, so that a reader never sees half a file. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const half = `${path}.${randomUUID()}`;
  await writeFile(half, `${text}\n`);
  await rename(half, path);
}
