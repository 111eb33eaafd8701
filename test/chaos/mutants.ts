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
    file: 'shared/engine/exact/compare-stored.ts',
    from: 'if (theirs[name] === metadata[name]) continue;',
    to: 'if (theirs[name] !== null) continue;',
  },
  {
    file: 'shared/engine/exact/exact-publishing.ts',
    from: "if (difference === null) return 'store';",
    to: "if (difference !== undefined) return 'store';",
  },
];

const endBeforeObjects: Change = {
  file: 'functions/consumer/source-host.ts',
  from: 'return this.committer.place({ topic, partition }, { offset: first, metadata: ledger });',
  to: 'return this.committer.place({ topic, partition }, { offset: first + 1n, metadata: ledger.slice(0, 0) });',
};

/** The broker fences a commit by the generation that it carries; the epoch's own is not the client's current one. */
const currentGeneration: readonly Change[] = [
  {
    file: 'functions/consumer/kafka/group/group-member.ts',
    from: 'if (current === null || !sameOwnership(current.ownership, ownership) || stop.signal.aborted) {',
    to: 'if (current === null || !sameOwnership(current.ownership, { ...ownership, ...current.ownership }) || stop.signal.aborted) {',
  },
  {
    file: 'functions/consumer/kafka/group/commit-offsets.ts',
    from: "if (!ours) settle(open, 'fenced', 'NOT_ASSIGNED');\n    return ours;",
    to: 'return ours || open.index >= 0;',
  },
  // what the broker refused is sent again, under the generation that is current by then
  {
    file: 'functions/consumer/committer.ts',
    from: 'if (final && current !== undefined) current.fenced = true;\n    return final;',
    to: 'if (final && current === undefined) return true;\n    return false;',
  },
];

/** What was open when a partition was lost stays open, and is published when its time comes. */
const keepsLost: Change = {
  file: 'functions/consumer/assignments.ts',
  from: 'source.release(at);\n      committer.release(at);',
  to: '',
};

/** Objects are rolled where the process as a whole holds much, and not where their own records say. */
const rollsByMemory: readonly Change[] = [
  {
    file: 'shared/engine/epoch.ts',
    from: '  get isEmpty(): boolean {',
    to: '  get isCrowded(): boolean {\n    return this.#budget.open > 300_000;\n  }\n\n  get isEmpty(): boolean {',
  },
  {
    file: 'shared/engine/epoch-output.ts',
    from: "if (object.rawBytes >= maxBytes) this.#limitReached(object, 'size');",
    to: "if (object.rawBytes >= maxBytes || (this.#epoch.isCrowded && object.events > 20)) this.#limitReached(object, 'size');",
  },
];

const keepsGroups: Change = {
  file: 'shared/engine/program/reduce/reduce-step.ts',
  from: 'for (const name of names) program.epoch.gathered.get(name)?.end(program);',
  to: 'for (const name of names) program.epoch.gathered.delete(name);',
};

const rejectsOne: Change = {
  file: 'shared/engine/program/reduce/group-frame.ts',
  from: 'for (const [record, events] of places) {',
  to: 'for (const [record, events] of [...places].slice(0, 1)) {',
};

const filesLater: Change = {
  file: 'shared/engine/outlets/outlets-of.ts',
  from: 'for (const file of files) if (!(await file.stored(released))) return false;',
  to: '',
};

const writesOn: readonly Change[] = [
  {
    file: 'shared/sink/file/appended-file.ts',
    from: 'if (now === size) return this.#end;',
    to: 'if (now >= 0 && size >= 0) return this.#end;',
  },
  {
    file: 'shared/sink/file/open-end.ts',
    from: 'const isWhole = settles(fd, codec, size);',
    to: 'const isWhole = size >= 0;',
  },
];

/** By name: what `--break` breaks. */
export const mutants: Readonly<Record<string, readonly Change[]>> = {
  /** Epochs are published without a ledger: whoever takes over cuts them elsewhere. */
  ledger: [noLedger],
  /** As that, and an object that is there already is taken for ours, whatever is in it. */
  blind: [noLedger, ...takenForOurs],
  /** A consumer goes on with partitions that it has lost, and commits them under its current generation. */
  fence: [...currentGeneration, keepsLost],
  /** Where an object ends is decided by what else the process holds. */
  memory: rollsByMemory,
  /** An offset is committed before what lies below it is stored. */
  early: [endBeforeObjects],
  /** What a reduce holds when its epoch ends is in none of its objects. */
  open: [keepsGroups],
  /** Of a group that is rejected one record alone is a dead letter. */
  mates: [rejectsOne],
  /** An offset is committed when lines of a file below it are still in memory. */
  lines: [filesLater],
  /** Nobody looks whether a file ends within a line, a member or a frame. */
  torn: writesOn,
};

const root = join(import.meta.dirname, '..', '..');

/** A copy of this checkout with the changes made, to bundle a consumer from. */
export async function makeMutant(
  name: string,
): Promise<{ readonly sources: string; readonly remove: () => Promise<void> }> {
  const sources = await mkdtemp(join(tmpdir(), 'sluice-mutant-'));
  const parts = ['build.mjs', 'package.json', 'infra/build', 'functions', 'shared', 'test/support'];
  for (const part of parts) {
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
