import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { SluiceError } from '../../errors.ts';
import { identifyProcess, isRunning } from '../../process-identity.ts';
import { diskError } from './disk-error.ts';

const holderSchema = v.object({
  pipeline: v.string(),
  host: v.string(),
  /** 0: it has ended in order. */
  pid: v.number(),
  startedAt: v.string(),
});

type Holder = v.InferOutput<typeof holderSchema>;

/** A data directory that is ours until `close`. */
export interface DataDirectory {
  /** Where the pipeline keeps its files. */
  readonly folder: string;
  /** Lets the next process of the pipeline have it; it stays this pipeline's. */
  readonly close: () => Promise<void>;
}

/**
 * Takes a data directory for one process of one pipeline. `sluice/owner.json` in it says whose it is; what a killed
 * process left is taken over. A process on another host (or in another container, which is the same to us) cannot be
 * asked whether it lives, so two replicas must not be given one volume. Should they be, each deletes what the other
 * keeps, and both read from Kafka: that costs time, and no record.
 * @throws {SluiceError} DATA_DIR_TAKEN, DATA_DIR_UNUSABLE, DISK_FULL
 */
export async function openDataDirectory(path: string, pipeline: string): Promise<DataDirectory> {
  const root = join(path, 'sluice');
  const folder = join(root, pipeline);
  const owner = join(root, 'owner.json');
  const mine = `${owner}.${randomUUID()}`;
  const me = { pipeline, host: hostname(), ...(identifyProcess(process.pid) ?? ended) };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(mine, JSON.stringify(me));
    await take(owner, mine, me, path);
  } catch (thrown) {
    throw diskError(thrown, `the data directory ${path}`);
  } finally {
    await rm(mine, { force: true }).catch(() => undefined);
  }
  return {
    folder,
    close: async () => {
      // by its name it stays ours, and the next process need not ask whether this one lives
      await writeFile(mine, JSON.stringify({ ...me, ...ended }));
      await rename(mine, owner);
    },
  };
}

const ended = { pid: 0, startedAt: '' };

/** The file comes into being complete: written beside, then linked, so whoever can read it can read who holds it. */
async function take(owner: string, mine: string, me: Holder, path: string): Promise<void> {
  for (;;) {
    try {
      await link(mine, owner);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = await readHolder(owner);
    if (holder === 'gone') continue;
    if (holder !== null) refuseTaken(holder, me, path);
    await moveAway(owner, mine, me, path);
  }
}

/** @throws {SluiceError} DATA_DIR_TAKEN */
function refuseTaken(holder: Holder, me: Holder, path: string): void {
  if (holder.pipeline !== me.pipeline) {
    throw new SluiceError(
      'DATA_DIR_TAKEN',
      `the data directory ${path} belongs to the pipeline '${holder.pipeline}', and this is '${me.pipeline}'`,
    );
  }
  if (holder.host !== me.host || holder.pid === 0 || !isRunning(holder)) return;
  throw new SluiceError(
    'DATA_DIR_TAKEN',
    `the data directory ${path} is used by process ${holder.pid}, which runs the same pipeline`,
  );
}

/** Moved rather than deleted, and looked at again after that: somebody faster may have taken it meanwhile. */
async function moveAway(owner: string, mine: string, me: Holder, path: string): Promise<void> {
  const aside = `${mine}.old`;
  try {
    await rename(owner, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const moved = await readHolder(aside);
    if (moved !== null && moved !== 'gone') refuseTaken(moved, me, path);
  } catch (error) {
    await link(aside, owner).catch(() => undefined);
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Null where the file tells nothing. */
async function readHolder(path: string): Promise<Holder | 'gone' | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone';
    throw error;
  }
  try {
    return v.parse(holderSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
