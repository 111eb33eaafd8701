import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditSource } from '../../../../functions/cli/audit/audit-source.ts';
import { placesOf } from '../../../../functions/cli/audit/places.ts';
import { readBucket } from '../../../../functions/cli/audit/read-bucket.ts';
import {
  carryOut,
  planAll,
  type ResetPermissions,
} from '../../../../functions/cli/reset/carry-out.ts';
import {
  readPartitions,
  type ResetWorld,
} from '../../../../functions/cli/reset/read-partitions.ts';
import { parseLedger } from '../../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { KeeperStore } from '../../../../shared/sink/object-store.ts';
import { engineOf } from '../../../support/engine.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { memoryStore, type MemoryStore } from '../../../support/memory-store.ts';
import { load, minimalPipeline } from '../../../support/minimal-pipeline.ts';

const never = new AbortController().signal;
const at = { topic: 'devices', partition: 0 };
const logEnd = 120n;

/** Several objects an epoch where a cut holds several parts, one where it holds one. */
const definition = minimalPipeline({
  sink: { keyPrefix: 'raw/{{ part }}/', compression: 'none' },
});
const model = load(definition);

/** A group, a bucket and a log of one partition, in memory. */
class Lake {
  readonly store: MemoryStore = memoryStore();
  group = { offset: -1n, metadata: '' };
  members: { memberId: string; clientId: string; host: string }[] = [];
  /** Called before and after each change; what it throws ends the command there. */
  onChange: (when: 'before' | 'after') => void = () => undefined;

  /** Consumes `[from, ends…)`, an epoch up to each end. The last one is left as the ledger has it where `dies` says so. */
  async consume(from: number, ends: readonly number[], dies?: 'begun' | 'half' | 'stored') {
    const isLast = (first: bigint): boolean =>
      dies !== undefined && first === BigInt(ends.at(-2) ?? from);
    let creations = 0;
    const failing: KeeperStore = {
      ...this.store,
      create: async (object, signal) => {
        creations++;
        if (dies === 'begun' || (dies === 'half' && creations > 2)) {
          throw new SluiceError('STORE_REJECTED', 'the process has died');
        }
        return this.store.create(object, signal);
      },
    };
    for (const [index, end] of ends.entries()) {
      const first = index === 0 ? from : ends[index - 1]!;
      const store = isLast(BigInt(first)) ? failing : this.store;
      const run = engineOf(definition, new Map([['s3', store]]), () => 1_700_000_000_000 + end);
      run.source.assign(at, null, BigInt(first));
      const records = Array.from({ length: end - first }, (_, number) => ({
        offset: BigInt(first + number),
        value: JSON.stringify({ part: Math.floor((first + number) / 7) % 4, at: first + number }),
      }));
      const chunk = { start: BigInt(first), next: BigInt(end), records };
      assert.ok(run.source.accept(memoryChunk(chunk)));
      run.engine.cutAll('age');
      await run.engine.settled();
      const [begun] = run.begun;
      assert.ok(begun !== undefined);
      const isDead = isLast(BigInt(first));
      this.group = isDead
        ? { offset: begun.first, metadata: begun.ledger }
        : { offset: BigInt(end), metadata: '' };
    }
  }

  get world(): ResetWorld {
    const change = async (work: () => Promise<void> | void): Promise<void> => {
      this.onChange('before');
      await work();
      this.onChange('after');
    };
    const store: KeeperStore = {
      ...this.store,
      put: (object, signal) => change(() => this.store.put(object, signal)),
      remove: (key, signal) => change(() => this.store.remove(key, signal)),
    };
    const bounds = { ...at, logStart: 0n, highWatermark: logEnd, lastStable: logEnd };
    return {
      pipeline: model.name,
      groupId: 'lake',
      signal: never,
      places: placesOf(model, 'kafka', () => ({ place: 's3://lake', store }), []),
      port: {
        partitions: () => [at],
        committed: async () => [{ ...at, ...this.group }],
        bounds: async () => new Map([['devices/0', bounds]]),
        offsets: async () => new Map(),
        incarnationOf: () => '',
        members: async () => this.members,
        commitAlone: ([offset]) =>
          change(() => {
            assert.ok(offset !== undefined);
            this.group = { offset: offset.offset, metadata: offset.metadata };
          }),
      },
    };
  }

  async reset(target: bigint, permissions: Partial<ResetPermissions> = {}): Promise<void> {
    const { world } = this;
    const found = await readPartitions(world, [at], new Map([['devices/0', target]]));
    const all = { deleteObjects: true, assumeGroup: false, ...permissions };
    await carryOut(world, planAll(found), all);
  }

  /** What the audit says of the partition. */
  async audit() {
    const { offset, metadata } = this.group;
    const places = placesOf(model, 'kafka', () => ({ place: 's3://lake', store: this.store }), []);
    const wants = (): boolean => true;
    const question = { ...places, pipeline: model.name, groupId: 'lake', wants, deep: null };
    const evidence = await readBucket({ ...question, signal: never });
    const ledger = parseLedger(metadata, model.name, 'here');
    const known = { ...at, incarnation: '', committed: offset, logStart: 0n, logEnd, begin: 0n };
    const kafka = new Map([['devices/0', { ...known, ledgerNext: ledger?.next ?? null }]]);
    const [audited] = auditSource('kafka', evidence, kafka);
    assert.ok(audited !== undefined);
    return audited.coverage;
  }

  /** How often each offset is stored. */
  stored(): ReadonlyMap<number, number> {
    const times = new Map<number, number>();
    for (const [key, { text }] of this.store.objects) {
      if (!key.startsWith('raw/')) continue;
      for (const line of text.split('\n').filter((each) => each !== '')) {
        const { at: offset } = JSON.parse(line) as { at: number };
        times.set(offset, (times.get(offset) ?? 0) + 1);
      }
    }
    return times;
  }

  snapshot(): unknown {
    const objects = [...this.store.objects].map(([key, { text }]) => [
      key,
      text.replace(/"openedAt":"[^"]*"/, ''),
    ]);
    return [this.group, objects.toSorted(([a = ''], [b = '']) => (a < b ? -1 : Number(a > b)))];
  }
}

interface Case {
  readonly what: string;
  readonly ends: readonly number[];
  readonly dies?: 'begun' | 'half' | 'stored';
  readonly target: bigint;
  /** Where it ends up. */
  readonly to: bigint;
  /** Offsets that are left out for good. */
  readonly skipped?: readonly [number, number];
}

const cases: readonly Case[] = [
  { what: 'back to the border of an epoch', ends: [5, 30, 60, 90], target: 30n, to: 30n },
  { what: 'back into an epoch', ends: [5, 30, 60, 90], target: 41n, to: 30n },
  { what: 'back to the beginning', ends: [5, 30, 60, 90], target: 0n, to: 0n },
  { what: 'back, with an epoch half stored', ends: [5, 60, 90], dies: 'half', target: 5n, to: 5n },
  {
    what: 'to where an epoch was begun',
    ends: [5, 60, 90],
    dies: 'half',
    target: 60n,
    to: 60n,
  },
  { what: 'ahead', ends: [5, 30], target: 100n, to: 100n, skipped: [30, 100] },
  {
    what: 'ahead, past an epoch of which nothing is stored',
    ends: [5, 30, 60],
    dies: 'begun',
    target: 100n,
    to: 100n,
    skipped: [30, 100],
  },
  {
    what: 'ahead, past an epoch that is half stored',
    ends: [5, 30, 60],
    dies: 'half',
    target: 100n,
    to: 100n,
    skipped: [30, 100],
  },
  {
    what: 'ahead, past an epoch that only lacks its commit',
    ends: [5, 30, 60],
    dies: 'stored',
    target: 100n,
    to: 100n,
    skipped: [60, 100],
  },
  { what: 'before anything was read', ends: [], target: 20n, to: 20n, skipped: [0, 20] },
];

async function lakeOf({ ends, dies }: Case): Promise<Lake> {
  const lake = new Lake();
  if (ends.length > 0) await lake.consume(0, ends, dies);
  return lake;
}

/** Reads on to the end with other cuts than before. */
async function goOn(lake: Lake): Promise<void> {
  assert.equal(parseLedger(lake.group.metadata, model.name, 'here'), null);
  const from = Number(lake.group.offset);
  const cuts = [33, 47, 71, 110, Number(logEnd)].filter((each) => each > from);
  await lake.consume(from, cuts);
}

async function assertExact(lake: Lake, { skipped = [0, 0] }: Case): Promise<void> {
  const { faults, covered, skipped: told } = await lake.audit();
  assert.deepEqual(faults, []);
  assert.deepEqual(covered, [{ first: 0n, next: logEnd }]);
  const [from, to] = skipped;
  assert.deepEqual(told, from === to ? [] : [{ first: BigInt(from), next: BigInt(to) }]);
  const times = lake.stored();
  for (let offset = 0; offset < Number(logEnd); offset++) {
    const wanted = offset >= from && offset < to ? 0 : 1;
    assert.equal(times.get(offset) ?? 0, wanted, `offset ${offset}`);
  }
}

describe('a reset', () => {
  for (const each of cases) {
    it(`${each.what}: the group goes on there, and everything is stored once`, async () => {
      const lake = await lakeOf(each);
      await lake.reset(each.target);
      assert.equal(lake.group.offset, each.to);
      const before = lake.snapshot();
      await lake.reset(each.target);
      assert.deepEqual(lake.snapshot(), before, 'the second time changes nothing');
      await goOn(lake);
      await assertExact(lake, each);
    });

    it(`${each.what}: interrupted before or after any change, and run again, it is the same`, async () => {
      const whole = await lakeOf(each);
      let changes = 0;
      whole.onChange = (when) => void (changes += when === 'before' ? 1 : 0);
      await whole.reset(each.target);
      assert.ok(changes >= 2);
      for (let cut = 0; cut < changes * 2; cut++) {
        const lake = await lakeOf(each);
        let calls = 0;
        lake.onChange = () => {
          if (calls++ === cut) throw new Error('killed');
        };
        await assert.rejects(lake.reset(each.target), /killed/);
        lake.onChange = () => undefined;
        await lake.reset(each.target);
        assert.deepEqual(lake.snapshot(), whole.snapshot(), `cut at ${cut}`);
        await goOn(lake);
        await assertExact(lake, each);
      }
    });
  }

  it('stops whoever is assigned the partition while it is under way', async () => {
    const lake = await lakeOf(cases[0]!);
    lake.onChange = (when) => {
      if (when === 'after') throw new Error('killed');
    };
    await assert.rejects(lake.reset(30n), /killed/);
    assert.throws(
      () => parseLedger(lake.group.metadata, model.name, 'devices/0'),
      (thrown) => thrown instanceof SluiceError && thrown.code === 'RESET_UNFINISHED',
    );
  });

  it('sees what a consumer did between the plan and the mark', async () => {
    const lake = await lakeOf(cases[0]!);
    const { world } = lake;
    const planned = planAll(await readPartitions(world, [at], new Map([['devices/0', 30n]])));
    await lake.consume(90, [115]);
    await carryOut(world, planned, { deleteObjects: true, assumeGroup: false });
    await goOn(lake);
    await assertExact(lake, cases[0]!);
  });

  for (const [what, permissions, prepare, expected] of [
    [
      'deletes nothing unless it may',
      { deleteObjects: false },
      () => undefined,
      /--delete-objects/,
    ],
    [
      'deletes nothing that does not say whose it is',
      {},
      (lake: Lake) => forgetGroups(lake),
      /do not say which group.*--assume-group/s,
    ],
  ] as const) {
    it(what, async () => {
      const lake = await lakeOf(cases[0]!);
      prepare(lake);
      const before = lake.snapshot();
      await assert.rejects(lake.reset(0n, permissions), expected);
      assert.deepEqual(lake.snapshot(), before);
    });
  }

  it('deletes what does not say whose it is where that is permitted', async () => {
    const lake = await lakeOf(cases[0]!);
    forgetGroups(lake);
    await lake.reset(0n, { assumeGroup: true });
    assert.equal(lake.store.objects.size, 0);
  });

  it('leaves the objects of another group, of others, and copies where they are', async () => {
    const lake = await lakeOf(cases[0]!);
    const [single] = [...lake.store.objects].find(([key]) =>
      key.endsWith('+0+00000000000000000000.ndjson'),
    )!;
    const { object, bytes } = lake.store.objects.get(single)!;
    const strange = {
      'raw/x/devices+0+00000000000000000050.ndjson': object.metadata,
      'raw/x/devices+0+00000000000000000051.ndjson': {},
      'raw/notes.txt': {},
      'raw/y/devices+0+00000000000000000052.ndjson': {
        ...object.metadata,
        'sluice-first': '52',
        'sluice-next': '57',
        'sluice-group': 'other',
      },
    };
    for (const [key, metadata] of Object.entries(strange)) {
      await lake.store.put({ ...object, body: [bytes], key, metadata }, never);
    }
    await lake.reset(0n);
    assert.deepEqual([...lake.store.objects.keys()].toSorted(), Object.keys(strange).toSorted());
  });

  it('makes room for the records of a topic that was made again, and keeps what is stored of the old one', async () => {
    const lake = await lakeOf(cases[0]!);
    for (const stored of lake.store.objects.values()) {
      const { object, text } = stored;
      const body = Buffer.from(text.replace('"incarnation":""', '"incarnation":"old"'));
      const metadata = Object.hasOwn(object.metadata, 'sluice-incarnation')
        ? { ...object.metadata, 'sluice-incarnation': 'old' }
        : object.metadata;
      await lake.store.put({ ...object, body: [body], metadata }, never);
    }
    const objects = (): string[] =>
      [...lake.store.objects.keys()].filter((key) => key.startsWith('raw/'));
    const before = objects();
    const { world } = lake;
    const present = { ...world, port: { ...world.port, incarnationOf: () => 'new' } };
    const found = await readPartitions(present, [at], new Map([['devices/0', 0n]]));
    await carryOut(present, planAll(found), { deleteObjects: true, assumeGroup: false });
    assert.deepEqual(objects(), before);
    const records = [...lake.store.objects.keys()].filter((key) => key.startsWith('_sluice/'));
    assert.ok(records.length > 0);
    for (const key of records) assert.match(key, /\/\d{20}\+was[0-9a-f]{10}\.json$/);
    assert.deepEqual(lake.group, { offset: 0n, metadata: '' });
  });
});

/** As versions stored them that did not say the group. */
function forgetGroups(lake: Lake): void {
  for (const stored of lake.store.objects.values()) {
    const { 'sluice-group': _group, ...metadata } = stored.object.metadata;
    (stored as { object: typeof stored.object }).object = { ...stored.object, metadata };
  }
}
