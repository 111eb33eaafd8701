import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Mistake } from '../../support/simulation/client.ts';
import { runSchedule, simulatedPipeline } from '../../support/simulation/schedule.ts';

/** SIMULATION_SEED and SIMULATION_RUNS replay a schedule, or search longer. */
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);
const runs = Number(process.env['SIMULATION_RUNS'] ?? 40);
const whole = { missing: 0, duplicated: 0, outOfOrder: 0, fatal: [], broken: [], uncommitted: 0 };
const right = { ...whole, possiblyDoubled: 0 };

test('every record is in the lake exactly once, whatever happens to consumers and commits', async () => {
  const plain = simulatedPipeline();
  // of three hours in the log two find no room of their own
  const limited = simulatedPipeline({ batch: { maxBytes: 1500, timeoutSecs: 60, maxPrefixes: 1 } });
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const model = seed % 2 === 0 ? limited : plain;
    const { faults, objects, grown: _g, restored: _r, ...outcome } = await runSchedule(seed, model);
    assert.deepEqual({ seed, ...outcome }, { seed, ...right }, JSON.stringify({ faults, objects }));
  }
});

test('the same where consumers keep open epochs on disk, and others go on with what is left there', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-simulation-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const disk = { buffer: { type: 'disk', maxSize: 64 * 1024 * 1024 }, dataDir: folder };
  let restoredAtAll = 0;
  // a disk takes the time it takes: on a busy machine few of them have something to go on with
  const enough = (seed: number): boolean =>
    seed >= firstSeed + runs / 2 && (restoredAtAll > 0 || seed >= firstSeed + 3 * runs);
  for (let seed = firstSeed; !enough(seed); seed++) {
    const compression = seed % 2 === 0 ? 'gzip' : 'none';
    // objects of several fetches, so that there is something to go on with
    const sink = { compression, batch: { maxBytes: 6_000, timeoutSecs: 300 } };
    const model = simulatedPipeline(sink, disk);
    const own = join(folder, String(seed));
    const outcome = await runSchedule(seed, model, { growing: true, folder: own });
    const { faults, objects, grown: _grown, restored, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...right }, JSON.stringify({ faults, objects }));
    restoredAtAll += restored;
  }
  t.diagnostic(`${restoredAtAll} epochs went on from a disk`);
  assert.ok(restoredAtAll > 0);
});

test('the same where some consumers store objects while they grow, and others in one piece', async () => {
  let all = 0;
  let inParts = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const model = simulatedPipeline({ compression: seed % 2 === 0 ? 'gzip' : 'none' });
    const outcome = await runSchedule(seed, model, { growing: true });
    const { faults, objects, grown, restored: _restored, ...result } = outcome;
    const hint = JSON.stringify({ faults, objects, grown });
    assert.deepEqual({ seed, ...result }, { seed, ...right }, hint);
    all += objects;
    inParts += grown;
  }
  assert.ok(inParts > all / 10 && inParts < (all * 9) / 10, `${inParts} of ${all}`);
});

test('nothing is missing where logs are compacted meanwhile, and copies have keys of their own', async (t) => {
  const model = simulatedPipeline();
  let copies = 0;
  for (let seed = firstSeed; seed < firstSeed + 2 * runs; seed++) {
    const outcome = await runSchedule(seed, model, { compacting: true });
    const { faults, objects, grown: _g, restored: _r, possiblyDoubled, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...whole }, JSON.stringify({ faults, objects }));
    copies += possiblyDoubled;
  }
  t.diagnostic(`${copies} possibly doubled`);
});

test('the same where a record gives several events, each under a prefix of its own', async () => {
  const transforms = {
    split: {
      type: 'remap',
      inputs: ['kafka'],
      source: `. = map_values(["a", "b", "c"]) -> |part| { merge(., { "part": part }) }`,
    },
    // of a third of the records the second event has to become a dead letter
    checked: {
      type: 'remap',
      inputs: ['split'],
      dropOnError: true,
      source: 'if .part == "b" && mod(int!(.v), 3) == 0 { assert!(false) }',
    },
  };
  const lake = simulatedPipeline(
    { inputs: ['checked'], keyPrefix: 'raw/{{ part }}/' },
    { transforms },
  );
  const partsOf = ({ value }: { readonly value: unknown }): readonly string[] => {
    const { v } = JSON.parse(String(value)) as { v: number };
    // the letter stands for the record
    return v % 3 === 0 ? ['a', '', 'c'] : ['a', 'b', 'c'];
  };
  for (let seed = firstSeed; seed < firstSeed + runs / 2; seed++) {
    const outcome = await runSchedule(seed, lake, { partsOf, growing: seed % 2 === 0 });
    const { faults, objects, grown: _g, restored: _r, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...right }, JSON.stringify({ faults, objects }));
  }
});

test('an epoch comes out the same where transforms remember what it held', async () => {
  const program = (input: string, source: string): object => ({
    type: 'remap',
    inputs: [input],
    source,
  });
  const transforms = {
    small: program('kafka', '.w = mod(int!(.v) * int!(.v), 7)'),
    once: {
      type: 'dedupe',
      inputs: ['small'],
      fields: { match: ['w'] },
      cache: { numEvents: 2 },
    },
    calm: {
      type: 'throttle',
      inputs: ['small'],
      keyField: '{{ w }}',
      threshold: 2,
      windowSecs: 3600,
    },
    // the last of several readers comes first
    b: program('once', '.part = "b"'),
    a: program('calm', '.part = "a"'),
  };
  const lake = simulatedPipeline({ inputs: ['b', 'a'] }, { transforms });
  let objects = 0;
  for (let seed = firstSeed; seed < firstSeed + runs / 2; seed++) {
    // what is left of the good records depends on where epochs end; the dead letters are all there
    const outcome = await runSchedule(seed, lake, { partsOf: () => [], growing: seed % 2 === 0 });
    const { faults, objects: stored, grown: _g, restored: _r, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...right }, JSON.stringify({ faults, stored }));
    objects += stored;
  }
  assert.ok(objects > runs);
});

/** Groups of about three records; all records of those in which one is bad have to become dead letters. */
const reducing = {
  marked: {
    type: 'remap',
    inputs: ['kafka'],
    source: `.offsets = [.offset]
      .g = mod(int!(.v) * int!(.v), 11)
      if mod(int!(.v), 9) == 0 { .bad = true }`,
  },
  grouped: {
    type: 'reduce',
    inputs: ['marked'],
    groupBy: ['g'],
    mergeStrategies: { offsets: 'concat', partition: 'discard', g: 'discard' },
    endsWhen: 'mod(int!(.v), 4) == 3',
    maxEvents: 5,
  },
  checked: {
    type: 'remap',
    inputs: ['grouped'],
    dropOnError: true,
    source: 'if exists(.bad) { assert!(false) }',
  },
};

test('what records give to groups is in the lake exactly once, or all records of a group are dead letters', async () => {
  const plain = simulatedPipeline({ inputs: ['checked'] }, { transforms: reducing });
  const limited = simulatedPipeline(
    {
      inputs: ['checked'],
      keyPrefix: 'raw/{{ g }}/',
      batch: { maxBytes: 1500, timeoutSecs: 60, maxPrefixes: 3 },
    },
    { transforms: reducing },
  );
  for (let seed = firstSeed; seed < firstSeed + runs / 2; seed++) {
    const model = seed % 2 === 0 ? limited : plain;
    const growing = seed % 3 === 0;
    const outcome = await runSchedule(seed, model, { isGrouped: true, growing });
    const { faults, objects, grown: _g, restored: _r, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...right }, JSON.stringify({ faults, objects }));
  }
});

test('of what compaction takes from groups, too, nothing that is left is missing', async () => {
  const model = simulatedPipeline({ inputs: ['checked'] }, { transforms: reducing });
  for (let seed = firstSeed; seed < firstSeed + runs / 2; seed++) {
    const outcome = await runSchedule(seed, model, { isGrouped: true, compacting: true });
    const { faults, objects, grown: _g, restored: _r, possiblyDoubled: _p, ...result } = outcome;
    assert.deepEqual({ seed, ...result }, { seed, ...whole }, JSON.stringify({ faults, objects }));
  }
});

const mistakes: readonly Mistake[] = ['no ledger', 'no fence', 'cuts by chance', '412 blindly'];

for (const mistake of mistakes) {
  test(`the simulation notices: ${mistake}`, async () => {
    const model = simulatedPipeline();
    for (let seed = 1; seed <= 200; seed++) {
      const {
        faults: _faults,
        objects: _objects,
        restored: _restored,
        grown: _grown,
        ...outcome
      } = await runSchedule(seed, model, { mistake, growing: seed % 2 === 0 });
      if (JSON.stringify(outcome) !== JSON.stringify(right)) return;
    }
    assert.fail('200 schedules went well although the protocol is broken');
  });
}
