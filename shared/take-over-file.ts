import { createHash } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';

/**
 * Makes a file that says who holds what it stands for ours: of all that want it, on this machine, one gets it.
 *
 * The file comes into being complete: written beside, then linked, so whoever can read it can read who holds it. What
 * somebody dead has left is replaced only by whoever succeeds them, and of those there is one at a time. Moving it away,
 * or deleting it, would do the same to the lock of somebody who was faster.
 * @param mine a file of ours beside it, complete; it is gone, or a link to the other, afterwards
 * @param refuseTaken throws where the text names somebody who lives
 */
export async function takeOverFile(
  path: string,
  mine: string,
  refuseTaken: (text: string) => void,
): Promise<void> {
  for (;;) {
    try {
      await link(mine, path);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const found = await textOf(path);
    if (found === null) continue;
    refuseTaken(found);
    const claims = await succeed(path, found, mine, refuseTaken);
    if (claims === null) continue;
    // somebody faster may have succeeded them before our claim, and given theirs back
    const isSuccessor = (await textOf(path)) === found;
    if (isSuccessor) await rename(mine, path);
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
  path: string,
  dead: string,
  mine: string,
  refuseTaken: (text: string) => void,
): Promise<readonly string[] | null> {
  const claim = `${path}.after-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
  try {
    await link(mine, claim);
    return [claim];
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const claimer = await textOf(claim);
  if (claimer === null) return null;
  refuseTaken(claimer);
  const later = await succeed(path, claimer, mine, refuseTaken);
  if (later === null) return null;
  if ((await textOf(claim)) === claimer) return [claim, ...later];
  await rm(later.at(-1) ?? '', { force: true });
  return null;
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

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
