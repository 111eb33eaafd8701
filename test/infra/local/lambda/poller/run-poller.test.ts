import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { PollerOptions } from '../../../../../infra/local/lambda/poller/run-poller.ts';
import {
  type LocalFunction,
  startFunction,
} from '../../../../../infra/local/lambda/start-function.ts';
import { SluiceError } from '../../../../../shared/errors.ts';
import { noEmulator } from '../../../../support/emulator.ts';
import { type Polled, pollTopic } from '../../../../support/poller.ts';
import { produce } from '../../../../support/produce.ts';
import {
  committedOffsets,
  createTopic,
  deleteTopic,
  uniqueName,
} from '../../../../support/topics.ts';

/**
 * Notes each invocation in a file, which a crash does not take, and does what BEHAVIOUR says: at the n-th invocation,
 * for ever where the last letter is reached. k: all is well, t: throws, i: names the records of partition 1, u: names
 * one that is not in the batch.
 */
const functionText = `
import { appendFileSync, readFileSync } from 'node:fs';
export const handler = async (event) => {
  const { NOTES, BEHAVIOUR } = process.env;
  const groups = Object.entries(event.records);
  const before = readFileSync(NOTES, 'utf8').split('\\n').length - 1;
  const note = groups.map(([name, records]) => [name, records.map(({ offset }) => offset)]);
  const bytes = Buffer.byteLength(JSON.stringify(event));
  appendFileSync(NOTES, JSON.stringify({ bytes, offsets: Object.fromEntries(note) }) + '\\n');
  const item = ({ topic, partition, offset }) => ({
    itemIdentifier: { partition: topic + '-' + partition, offset },
  });
  switch (BEHAVIOUR[Math.min(before, BEHAVIOUR.length - 1)]) {
    case 't': throw new RangeError('not now');
    case 'i': return {
      batchItemFailures: groups.flatMap(([, records]) => records)
        .filter(({ partition }) => partition === 1).map(item),
    };
    case 'u': return { batchItemFailures: [item({ ...groups[0][1][0], offset: 10 ** 6 })] };
    default: return null;
  }
};`;

interface Note {
  readonly bytes: number;
  /** By partition. */
  readonly offsets: Readonly<Record<string, readonly number[]>>;
}

const range = (first: number, next: number): number[] =>
  Array.from({ length: next - first }, (_, index) => first + index);

describe('the poller over a real topic', { timeout: 240_000, skip: noEmulator }, () => {
  let folder: string;
  let topic: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-poller-'));
    await writeFile(join(folder, 'index.mjs'), functionText);
    topic = await createTopic({ hint: 'poller-1', partitions: 3 });
    // partition 2 stays empty
    await produce(
      topic,
      Array.from({ length: 30 }, (_, id) => ({ value: `{"id":${id}}`, partition: id % 2 })),
    );
  });
  after(async () => {
    await deleteTopic(topic);
    await rm(folder, { recursive: true, force: true });
  });

  interface Run extends Polled {
    readonly notes: readonly Note[];
  }

  /** @param onInvoked called after each invocation of a function, before the poller hears of it */
  async function poll(
    t: TestContext,
    behaviour: string,
    options: Partial<PollerOptions> = {},
    functionCount = 1,
    onInvoked: (number: number) => Promise<void> = async () => undefined,
  ): Promise<Run> {
    const notesFile = join(folder, `${uniqueName('notes')}.ndjson`);
    await writeFile(notesFile, '');
    const env = { NOTES: notesFile, BEHAVIOUR: behaviour };
    const functions = await Promise.all(
      Array.from({ length: functionCount }, async () => startFunction({ folder, env })),
    );
    const busy = new Set<string>();
    const told = functions.map(({ invoke }, number): Pick<LocalFunction, 'invoke'> => ({
      invoke: async (event, how) => {
        const { records } = JSON.parse(event) as { records: object };
        for (const partition of Object.keys(records)) {
          assert.ok(!busy.has(partition), `${partition} is in two invocations at once`);
          busy.add(partition);
        }
        const outcome = await invoke(event, how);
        await onInvoked(number);
        for (const partition of Object.keys(records)) busy.delete(partition);
        return outcome;
      },
    }));
    try {
      const polled = await pollTopic(t, { topic, functions: told, batchSize: 12, ...options });
      const notes = (await readFile(notesFile, 'utf8')).trimEnd().split('\n');
      return { ...polled, notes: notes.map((line) => JSON.parse(line) as Note) };
    } finally {
      await Promise.all(functions.map(async (each) => each.stop()));
    }
  }
  const name = (partition: number): string => `${topic}-${partition}`;
  /** All offsets of a partition, in the order in which they were invoked. */
  const offsetsOf = (notes: readonly Note[], partition: number): number[] =>
    notes.flatMap(({ offsets }) => offsets[name(partition)] ?? []);
  const whole = [15n, 15n, null];

  it('has every record invoked once, in batches of several partitions, and commits the ends', async (t) => {
    const { counts, notes, committed } = await poll(t, 'k');
    assert.ok(counts.invocations >= 3, JSON.stringify(counts));
    for (const { offsets } of notes) assert.ok(Object.values(offsets).flat().length <= 12);
    assert.ok(notes.some(({ offsets }) => Object.keys(offsets).length === 2));
    assert.deepEqual([offsetsOf(notes, 0), offsetsOf(notes, 1)], [range(0, 15), range(0, 15)]);
    assert.deepEqual(committed, whole);
    assert.deepEqual([counts.records, counts.retries], [30, 0]);
  });

  it('goes on where the group is', async (t) => {
    const groupId = uniqueName('poller');
    const grown = await createTopic({ hint: 'grown' });
    t.after(async () => deleteTopic(grown));
    const four = Array.from({ length: 4 }, () => ({ value: '{}' }));
    await produce(grown, four);
    await poll(t, 'k', { groupId, topic: grown });
    await produce(grown, four);
    const { notes } = await poll(t, 'k', { groupId, topic: grown });
    assert.deepEqual(
      notes.map(({ offsets }) => offsets),
      [{ [`${grown}-0`]: range(4, 8) }],
    );
  });

  it('sends a batch again as a whole where the function throws, or is told so by an unknown item', async (t) => {
    for (const behaviour of ['ttk', 'uuk']) {
      const { counts, notes, committed } = await poll(t, behaviour);
      assert.deepEqual(notes[1], notes[0]);
      assert.deepEqual(notes[2], notes[0]);
      assert.equal(counts.retries, 2);
      assert.deepEqual(committed, whole);
    }
  });

  it('sends named items alone again, where the mapping asks for them', async (t) => {
    const { notes, committed } = await poll(t, 'ik', { batchSize: 40 });
    const [first = [], second = []] = notes.map(({ offsets }) => Object.keys(offsets).toSorted());
    assert.deepEqual(first, [name(0), name(1)]);
    assert.deepEqual(second, [name(1)]);
    assert.deepEqual(committed, whole);
  });

  it('believes a function that names items where the mapping does not ask for them', async (t) => {
    const { counts, committed } = await poll(t, 'i', { reportsItems: false });
    assert.deepEqual([counts.retries, counts.records], [0, 30]);
    assert.deepEqual(committed, whole);
  });

  it('gives up at a batch that always fails, and has committed nothing of it', async (t) => {
    const groupId = uniqueName('poller');
    await assert.rejects(
      poll(t, 't', { groupId, maxAttempts: 2 }),
      (thrown) =>
        thrown instanceof SluiceError &&
        thrown.code === 'INVOCATION_FAILED' &&
        /2 times at the same batch; the last time RangeError: not now/.test(thrown.message),
    );
    const committed = await committedOffsets(groupId, topic);
    assert.ok(committed.every(({ offset }) => offset === null));
  });

  it('bisects where that is asked for', async (t) => {
    const { counts, notes, committed } = await poll(t, 'tk', { bisects: true });
    assert.equal(counts.bisected, 1);
    const sizes = notes.slice(0, 3).map(({ offsets }) => Object.values(offsets).flat().length);
    assert.equal((sizes[1] ?? 0) + (sizes[2] ?? 0), sizes[0]);
    assert.deepEqual(committed, whole);
  });

  it('ends an event at 6 MB', async (t) => {
    const large = await createTopic({ hint: 'large', partitions: 2 });
    t.after(async () => deleteTopic(large));
    const value = Buffer.alloc(400_000, 'x');
    for (let sent = 0; sent < 4; sent++) {
      await produce(
        large,
        Array.from({ length: 6 }, (_, id) => ({ value, partition: id % 2 })),
        { gzip: true },
      );
    }
    const { notes, committed } = await poll(t, 'k', { topic: large, batchSize: 10_000 });
    const [first] = notes;
    assert.ok(first !== undefined && first.bytes > 5_500_000, JSON.stringify(first));
    for (const { bytes } of notes) assert.ok(bytes <= 6_291_456, String(bytes));
    assert.deepEqual(committed, [12n, 12n]);
  });

  it('does not wait for a full batch beyond its window', async (t) => {
    const wide = await createTopic({ hint: 'window', partitions: 2 });
    t.after(async () => deleteTopic(wide));
    const many = Array.from({ length: 30 }, () => ({ value: '{}', partition: 0 }));
    await produce(wide, many);
    // no fetch takes both; and the next one waits until what the first has brought of partition 0 is taken
    const value = Buffer.alloc(700_000, 'x');
    for (let sent = 0; sent < 2; sent++) await produce(wide, [{ value, partition: 1 }]);
    const isOver = Promise.withResolvers<undefined>();
    const { notes, committed } = await poll(
      t,
      'k',
      { topic: wide, batchSize: 3, windowMs: 300 },
      2,
      async (number) => (number === 1 ? isOver.resolve(undefined) : isOver.promise),
    );
    const of = notes.map(({ offsets }) => offsets[`${wide}-1`]);
    assert.deepEqual(
      of.filter((offsets) => offsets !== undefined),
      [[0], [1]],
    );
    assert.deepEqual(committed, [30n, 2n]);
  });

  it('lets the faults happen that it is told to, of two functions at once, and gets to the end', async (t) => {
    const faults = { seed: 7, share: 0.7, atMost: 6 };
    const { counts, notes, committed } = await poll(t, 'k', { faults, batchSize: 5 }, 2);
    const { crashed, answersLost, throttled, partitionsReported } = counts;
    for (const times of [crashed, answersLost, throttled, partitionsReported]) {
      assert.ok(times > 0, JSON.stringify(counts));
    }
    for (const partition of [0, 1]) {
      assert.deepEqual(
        [...new Set(offsetsOf(notes, partition))].toSorted((a, b) => a - b),
        range(0, 15),
      );
    }
    assert.ok(notes.length > 6);
    assert.deepEqual(committed, whole);
  });
});
