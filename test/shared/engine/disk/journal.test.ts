import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Budget } from '../../../../shared/engine/budget.ts';
import type { Checkpoint } from '../../../../shared/engine/disk/checkpoint.ts';
import { type ExistingFile, Journal } from '../../../../shared/engine/disk/journal.ts';
import type { JournalHeader } from '../../../../shared/engine/disk/journal-header.ts';
import type { Piece } from '../../../../shared/engine/disk/piece.ts';
import { type FoundEpoch, readJournal } from '../../../../shared/engine/disk/read-journal.ts';
import type { SluiceError } from '../../../../shared/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const header: JournalHeader = {
  pipeline: 'p',
  build: 'b',
  groupId: 'g',
  source: 's',
  topic: 'devices',
  partition: 3,
  incarnation: 'id',
  fingerprint: '0123456789ab',
  first: '100',
  openedAtMs: 1,
  variant: null,
};

interface Written {
  readonly path: string;
  /** What the file says after each checkpoint: bytes by object. */
  readonly states: { readonly checkpoint: Checkpoint; readonly objects: Buffer[] }[];
}

let files = 0;

type Step =
  { readonly object: number; readonly bytes: Uint8Array; readonly late: boolean } | 'checkpoint';

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        object: fc.nat({ max: 3 }),
        bytes: fc.uint8Array({ maxLength: 300 }),
        late: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant('checkpoint' as const) },
  ),
  { minLength: 1, maxLength: 40 },
);

const ended = new Map<Journal, Promise<void>>();

function journalAt(
  path: string,
  file: ExistingFile | null = null,
  failures: SluiceError[] = [],
  space: Budget = new Budget(1024 ** 3),
): Journal {
  const onFailure = (error: SluiceError): unknown => failures.push(error);
  const onEnd = (journal: Journal, work: Promise<void>): unknown => ended.set(journal, work);
  return new Journal({ path, header, space, onFailure, onEnd }, file);
}

async function close(journal: Journal): Promise<void> {
  journal.close();
  await ended.get(journal);
}

/** Writes a file as an epoch would; some pieces are still being made when later ones are ready. */
async function write(plan: readonly Step[]): Promise<Written> {
  const path = join(folder, String(files++), 'x.epoch');
  const journal = journalAt(path);
  const states: Written['states'] = [];
  let content: Buffer[] = [0, 1, 2, 3].map(() => Buffer.alloc(0));
  const counts = [0, 0, 0, 0];
  for (const step of [...plan, 'checkpoint' as const]) {
    if (step === 'checkpoint') {
      const objects = counts.map((pieces, number) => ({
        destination: 'lake',
        prefix: `p${number}/`,
        open: true,
        overflow: false,
        pieces,
        rawBytes: 0,
        events: 0,
        crc32: 0,
        minTimestampMs: 0,
        maxTimestampMs: 0,
      }));
      const next = String(100 + states.length);
      const checkpoint = {
        next,
        records: 0,
        oldestTimestampMs: 0,
        full: null,
        dropped: {},
        givenUp: [],
        objects,
      };
      journal.checkpoint(checkpoint);
      states.push({ checkpoint, objects: content });
      continue;
    }
    const { object, bytes, late } = step;
    journal.append(object, late ? sleep(1).then(() => bytes) : bytes, () => undefined);
    content = content.map((had, number) => (number === object ? Buffer.concat([had, bytes]) : had));
    counts[object] = (counts[object] ?? 0) + 1;
  }
  await journal.settled();
  await close(journal);
  return { path, states };
}

async function found(path: string): Promise<FoundEpoch | { why: string }> {
  await using handle = await open(path, 'r');
  return await readJournal(handle);
}

/** The bytes of each object, read back through a journal that goes on with the file. */
async function contentOf(path: string, { end, pieces }: FoundEpoch): Promise<Buffer[]> {
  const handle = await open(path, 'r+');
  const journal = journalAt(path, { handle, position: end });
  const objects: Buffer[] = [];
  for (const own of pieces) {
    const read: Uint8Array[] = [];
    for (const piece of own) read.push(await journal.read(piece));
    objects.push(Buffer.concat(read));
  }
  await close(journal);
  return objects;
}

test('what was written up to the last checkpoint is read back, in order, whenever its pieces were ready', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const { path, states } = await write(plan);
      const epoch = await found(path);
      assert.ok(!('why' in epoch), JSON.stringify(epoch));
      const last = states.at(-1);
      assert.deepEqual(epoch.header, header);
      assert.deepEqual(epoch.checkpoint, last?.checkpoint);
      assert.deepEqual(await contentOf(path, epoch), last?.objects);
    }),
    { numRuns: 60 },
  );
});

test('of a file that is cut anywhere or has any byte changed, an earlier checkpoint is found whole, or nothing', async (t) => {
  let none = 0;
  let earlier = 0;
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom('cut', 'flip', 'zeros', 'garbage'),
      // in millionths of the file: numbers with a fraction are nearly all next to 0
      fc.nat({ max: 999_999 }),
      fc.integer({ min: 1, max: 255 }),
      async (plan, damage, where, change) => {
        const { path, states } = await write(plan);
        const bytes = await readFile(path);
        const at = Math.floor((where / 1e6) * bytes.length);
        if (damage === 'cut') await writeFile(path, bytes.subarray(0, at));
        else {
          if (damage === 'flip') bytes[at] = (bytes[at] ?? 0) ^ change;
          if (damage === 'zeros') bytes.fill(0, at);
          if (damage === 'garbage') bytes.fill(change, at, Math.min(bytes.length, at + change));
          await writeFile(path, bytes);
        }
        const epoch = await found(path);
        if ('why' in epoch) {
          none++;
          return;
        }
        // where the change changed nothing, or lies behind the last checkpoint, all is there
        const state = states.findLast(
          ({ checkpoint }) => checkpoint.next === epoch.checkpoint.next,
        );
        assert.ok(state !== undefined, 'a checkpoint that was written');
        if (state !== states.at(-1)) earlier++;
        assert.deepEqual(epoch.checkpoint, state.checkpoint);
        assert.ok(epoch.end <= Math.max(at, bytes.length));
        assert.deepEqual(await contentOf(path, epoch), state.objects);
      },
    ),
    { numRuns: 400 },
  );
  t.diagnostic(`${none} of no use, ${earlier} with an earlier checkpoint`);
  assert.ok(none > 20 && earlier > 20, `${none} of no use, ${earlier} with an earlier checkpoint`);
});

test('a frame in the place of another is found, though its own bytes are whole', async () => {
  const same = Buffer.from('12345678');
  const { path } = await write([
    { object: 0, bytes: same, late: false },
    'checkpoint',
    { object: 0, bytes: Buffer.from('abcdefgh'), late: false },
  ]);
  const bytes = await readFile(path);
  const first = bytes.indexOf(same) - 9;
  const second = bytes.indexOf('abcdefgh') - 9;
  bytes.copy(bytes, second, first, first + 9 + 8 + 4);
  await writeFile(path, bytes);
  const epoch = await found(path);
  assert.ok(!('why' in epoch));
  assert.equal(epoch.checkpoint.next, '100', 'what comes before it');
});

test('a file that goes on behind its checkpoint is read as if it had never been left', async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, async (before, behind) => {
      const { path, states } = await write([...before, 'checkpoint']);
      const epoch = await found(path);
      assert.ok(!('why' in epoch));
      const handle = await open(path, 'r+');
      await handle.truncate(epoch.end);
      const journal = journalAt(path, { handle, position: epoch.end });
      const content = [...(states.at(-1)?.objects ?? [])];
      const pieces = epoch.pieces.map(({ length }) => length);
      for (const step of behind) {
        if (step === 'checkpoint') continue;
        const { object, bytes } = step;
        journal.append(object, bytes, () => undefined);
        content[object] = Buffer.concat([content[object] ?? Buffer.alloc(0), bytes]);
        pieces[object] = (pieces[object] ?? 0) + 1;
      }
      const objects = epoch.checkpoint.objects.map((object, number) => ({
        ...object,
        pieces: pieces[number] ?? 0,
      }));
      journal.checkpoint({ ...epoch.checkpoint, next: '999', objects });
      await journal.settled();
      await close(journal);
      const again = await found(path);
      assert.ok(!('why' in again), JSON.stringify(again));
      assert.equal(again.checkpoint.next, '999');
      assert.deepEqual(await contentOf(path, again), content);
    }),
    { numRuns: 40 },
  );
});

test('bytes that the device gives back otherwise than they were written are an error, not data', async () => {
  const path = join(folder, 'flipped', 'x.epoch');
  const journal = journalAt(path);
  const piece = journal.append(0, Buffer.from('what was written'), () => undefined);
  await journal.settled();
  assert.equal(Buffer.from(await journal.read(piece)).toString(), 'what was written');
  const bytes = await readFile(path);
  bytes[bytes.indexOf('was')] = 0x57;
  await writeFile(path, bytes);
  await assert.rejects(journal.read(piece), { code: 'DATA_DIR_DAMAGED' });
  await close(journal);
});

test('what cannot be written stays in memory and can be read', async () => {
  const failures: SluiceError[] = [];
  const blocked = join(folder, 'a-file');
  await writeFile(blocked, '');
  const journal = journalAt(join(blocked, 'x.epoch'), null, failures);
  const pieces: Piece[] = [];
  for (const text of ['one', 'two'])
    pieces.push(journal.append(0, Buffer.from(text), () => assert.fail('written')));
  await journal.settled();
  pieces.push(
    journal.append(
      0,
      sleep(1).then(() => Buffer.from('three')),
      () => assert.fail('written'),
    ),
  );
  await journal.settled();
  const read = await Promise.all(pieces.map((piece) => journal.read(piece)));
  assert.deepEqual(read.map(String), ['one', 'two', 'three']);
  assert.deepEqual(
    failures.map(({ code }) => code),
    ['DATA_DIR_UNUSABLE'],
  );
});

test('the account of the disk holds what the file takes, and nothing once it is left', async () => {
  const space = new Budget(1024 ** 3);
  const path = join(folder, 'account', 'x.epoch');
  const journal = journalAt(path, null, [], space);
  assert.equal(space.held, 0);
  journal.append(0, Buffer.alloc(1000), () => undefined);
  await journal.settled();
  const { length } = await readFile(path);
  assert.equal(space.open, length);
  journal.leave();
  assert.deepEqual([space.open, space.publishing], [0, length]);
  journal.delete();
  await ended.get(journal);
  assert.equal(space.held, 0);
  await assert.rejects(readFile(path), { code: 'ENOENT' });
});
