import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A piece of the protocol that is taken out, to see that the suite notices. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const noLedger: Change = {
  file: 'functions/consumer/source-host.ts',
  from: 'return this.committer.place({ topic, partition }, { offset: first, metadata: ledger });',
  to: 'return Promise.resolve(ledger !== undefined && topic !== undefined && partition >= 0 && first >= 0n);',
};

const takenForOurs: readonly Change[] = [
  {
    file: 'shared/engine/exact/exact-publishing.ts',
    from: 'if (theirs[name] === metadata[name]) continue;',
    to: 'if (theirs[name] !== null) continue;',
  },
  {
    file: 'shared/engine/exact/exact-publishing.ts',
    from: 'if (difference !== null) throw',
    to: 'if (difference === undefined) throw',
  },
];

const endBeforeObjects: Change = {
  file: 'functions/consumer/source-host.ts',
  from: 'return this.committer.place({ topic, partition }, { offset: first, metadata: ledger });',
  to: 'return this.committer.place({ topic, partition }, { offset: first + 1n, metadata: ledger.slice(0, 0) });',
};

const fencedIsTaken: readonly Change[] = [
  {
    file: 'functions/consumer/committer.ts',
    from: "if (outcome === 'ok') {",
    to: "if (outcome === 'ok' || outcome === 'fenced') {",
  },
  {
    file: 'functions/consumer/committer.ts',
    from: 'for (const tell of progress.waiting.splice(0)) tell(false);',
    to: 'for (const tell of progress.waiting.splice(0)) tell(true);',
  },
  {
    file: 'functions/consumer/committer.ts',
    from: 'if (progress === undefined) return false;\n    progress.due = position;',
    to: 'if (progress === undefined) return true;\n    progress.due = position;',
  },
  // what was open when the partition was lost stays open, and is published when its time comes
  {
    file: 'functions/consumer/assignments.ts',
    from: 'source.release(at);',
    to: '',
  },
];

/** By name: what `--break` breaks. */
export const mutants: Readonly<Record<string, readonly Change[]>> = {
  /** Epochs are published without a ledger: whoever takes over cuts them elsewhere. */
  ledger: [noLedger],
  /** As that, and an object that is there already is taken for ours, whatever is in it. */
  blind: [noLedger, ...takenForOurs],
  /** A consumer goes on with partitions that it has lost, and takes refused commits for written. */
  fence: fencedIsTaken,
  /** An offset is committed before what lies below it is stored. */
  early: [endBeforeObjects],
};

const root = join(import.meta.dirname, '..', '..');

/** A copy of this checkout with the changes made, to bundle a consumer from. */
export async function makeMutant(
  name: string,
): Promise<{ readonly sources: string; readonly remove: () => Promise<void> }> {
  const sources = await mkdtemp(join(tmpdir(), 'sluice-mutant-'));
  for (const part of ['build.mjs', 'package.json', 'functions', 'shared', 'test/support']) {
    await cp(join(root, part), join(sources, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(sources, 'node_modules'));
  for (const { file, from, to } of mutants[name] ?? []) {
    const text = await readFile(join(sources, file), 'utf8');
    if (text.split(from).length !== 2) {
      throw new Error(`--break ${name}: ${file} does not hold this exactly once: ${from}`);
    }
    await writeFile(join(sources, file), text.replace(from, to));
  }
  return { sources, remove: async () => rm(sources, { recursive: true, force: true }) };
}
