import { createHash, randomUUID } from 'node:crypto';
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

/**
 * The file comes into being complete: written beside, then linked, so whoever can read it can read who holds it. What
 * somebody dead has left is replaced only by whoever succeeds them, and of those there is one at a time.
 */
async function take(owner: string, mine: string, me: Holder, path: string): Promise<void> {
  for (;;) {
    try {
      await link(mine, owner);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const found = await textOf(owner);
    if (found === null) continue;
    refuseTaken(found, me, path);
    const claims = await succeed(owner, found, mine, me, path);
    if (claims === null) continue;
    // somebody faster may have succeeded them before our claim, and given theirs back
    const isSuccessor = (await textOf(owner)) === found;
    if (isSuccessor) await rename(mine, owner);
    const ours = claims.at(-1);
    for (const claim of isSuccessor ? claims.toReversed() : ours === undefined ? [] : [ours]) {
      await rm(claim, { force: true });
    }
    if (isSuccessor) return;
  }
}

/**
 * Claims to be the one who comes after a dead holder: a link that only one can make. A claim whose maker has died is
 * succeeded to in the same way.
 * @returns the claims, ours last; null: things have changed meanwhile
 */
async function succeed(
  owner: string,
  dead: string,
  mine: string,
  me: Holder,
  path: string,
): Promise<readonly string[] | null> {
  const claim = `${owner}.after-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
  try {
    await link(mine, claim);
    return [claim];
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const claimer = await textOf(claim);
  if (claimer === null) return null;
  refuseTaken(claimer, me, path);
  const later = await succeed(owner, claimer, mine, me, path);
  if (later === null) return null;
  if ((await textOf(claim)) === claimer) return [claim, ...later];
  await rm(later.at(-1) ?? '', { force: true });
  return null;
}

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

/** Null where there is no such file. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Null where the text names nobody. */
function holderOf(text: string): Holder | null {
  try {
    return v.parse(holderSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
