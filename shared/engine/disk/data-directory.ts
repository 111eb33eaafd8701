import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { SluiceError } from '../../errors.ts';
import { identifyProcess, isRunning } from '../../process-identity.ts';
import { takeOverFile } from '../../take-over-file.ts';
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
    await takeOverFile(owner, mine, (text) => refuseTaken(text, me, path));
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

/** @throws {SluiceError} DATA_DIR_TAKEN where the one that the text names is another pipeline, or lives */
function refuseTaken(text: string, me: Holder, path: string): void {
  const holder = holderOf(text);
  if (holder === null) return;
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

/** Null where the text names nobody. */
function holderOf(text: string): Holder | null {
  try {
    return v.parse(holderSchema, JSON.parse(text));
  } catch {
    return null;
  }
}
