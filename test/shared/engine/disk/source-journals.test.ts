import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Budget } from '../../../../shared/engine/budget.ts';
import {
  type Expected,
  SourceJournals,
  type SourceJournalsParts,
} from '../../../../shared/engine/disk/source-journals.ts';
import type { TelemetryEvent } from '../../../../shared/telemetry/events.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-journals-'));
after(() => rmSync(root, { recursive: true, force: true }));

const at = { topic: 'devices', partition: 3 };
const owner = { pipeline: 'p', build: 'b', groupId: 'g', source: 'kafka', fingerprint: 'f' };
const asWritten: Expected = { committed: 100n, redo: null, highWatermark: 1000n };
const ledger = { next: 200n, openedAtMs: 5, variant: null, onlyKey: null, givenUp: [] };
let folders = 0;

interface Life {
  readonly journals: SourceJournals;
  readonly events: TelemetryEvent[];
}

function lifeIn(folder: string, changes: Partial<SourceJournalsParts> = {}): Life {
  const events: TelemetryEvent[] = [];
  const journals = new SourceJournals({
    folder,
    owner,
    incarnationOf: () => 'id',
    space: new Budget(1024 ** 3),
    emit: (event) => events.push(event),
    onFailure: (error) => assert.fail(error),
    ...changes,
  });
  return { journals, events };
}

/** A data directory as a dead process leaves it: an epoch from 100, with a checkpoint at 150. */
async function left(variant: string | null = null): Promise<string> {
  const folder = join(root, String(folders++));
  const { journals } = lifeIn(folder);
  const journal = journals.begin(at, 100n, 5, variant);
  journal.append(0, Buffer.from('bytes'), () => undefined);
  journal.checkpoint({
    next: '150',
    records: 50,
    oldestTimestampMs: 0,
    full: null,
    dropped: {},
    givenUp: [],
    objects: [
      {
        destination: 'sink lake',
        prefix: 'raw/',
        open: true,
        overflow: false,
        pieces: 1,
        rawBytes: 5,
        events: 1,
        crc32: 0,
        minTimestampMs: 0,
        maxTimestampMs: 0,
      },
    ],
  });
  await journal.settled();
  await journals.close();
  return folder;
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.epoch'));
}

for (const [what, expected] of [
  ['the same offset and no ledger', asWritten],
  ['the log ending where the checkpoint does', { ...asWritten, highWatermark: 150n }],
  ['a ledger that ends behind the checkpoint', { ...asWritten, redo: ledger }],
  [
    'a ledger that ends where the checkpoint does',
    { ...asWritten, redo: { ...ledger, next: 150n } },
  ],
] as const) {
  test(`an epoch is gone on with where the broker has ${what}`, async () => {
    const folder = await left();
    const { journals, events } = lifeIn(folder);
    const restored = await journals.restore(at, expected);
    assert.equal(restored?.checkpoint.next, '150');
    assert.equal(restored.journal.header.openedAtMs, 5);
    await journals.sweep([at]);
    assert.deepEqual(events, []);
    assert.equal((await filesIn(folder)).length, 1);
    await journals.close();
  });
}

const other = (changes: Partial<typeof owner>): Partial<SourceJournalsParts> => ({
  owner: { ...owner, ...changes },
});

for (const [what, reason, expected, changes] of [
  ['another pipeline', 'rules', {}, other({ pipeline: 'q' })],
  ['another build of the program', 'rules', {}, other({ build: 'c' })],
  ['other rules', 'rules', {}, other({ fingerprint: 'e' })],
  ['another group', 'rules', {}, other({ groupId: 'h' })],
  ['a topic that was made anew', 'incarnation', {}, { incarnationOf: () => 'other' }],
  ['a broker without topic ids', 'incarnation', {}, { incarnationOf: () => '' }],
  ['a log that ends before the checkpoint', 'log', { highWatermark: 149n }, {}],
  ['a ledger that ends before it', 'ledger', { redo: { ...ledger, next: 149n } }, {}],
  ['an epoch opened at another time', 'ledger', { redo: { ...ledger, openedAtMs: 6 } }, {}],
  ['an epoch under other keys', 'ledger', { redo: { ...ledger, variant: 'f' } }, {}],
  ['another committed offset', 'offset', { committed: 99n }, {}],
  ['no committed offset', 'offset', { committed: -1n }, {}],
] as const) {
  test(`a file is deleted and said so where it meets ${what}`, async () => {
    const folder = await left();
    const { journals, events } = lifeIn(folder, changes);
    assert.equal(await journals.restore(at, { ...asWritten, ...expected }), null);
    await journals.sweep([at]);
    assert.deepEqual(
      events.map((event) => event.name === 'journal_deleted' && [event.reason, event.first]),
      [[reason, 100n]],
    );
    assert.deepEqual(await filesIn(folder), []);
  });
}

test('what was begun for a ledger is of no use without it', async () => {
  const { journals, events } = lifeIn(await left('f'));
  assert.equal(await journals.restore(at, asWritten), null);
  assert.equal(events[0]?.name === 'journal_deleted' && events[0].reason, 'ledger');
});

test('files of partitions that are not ours are deleted', async () => {
  const folder = await left();
  const { journals, events } = lifeIn(folder);
  await journals.sweep([{ topic: 'devices', partition: 4 }]);
  assert.equal(events[0]?.name === 'journal_deleted' && events[0].reason, 'partition');
  assert.deepEqual(await filesIn(folder), []);
});

test('a file that is torn before its checkpoint is deleted', async () => {
  const folder = await left();
  const [name = ''] = await filesIn(folder);
  await truncate(join(folder, name), 250);
  const { journals, events } = lifeIn(folder);
  assert.equal(await journals.restore(at, asWritten), null);
  assert.equal(events[0]?.name === 'journal_deleted' && events[0].reason, 'damaged');
});
