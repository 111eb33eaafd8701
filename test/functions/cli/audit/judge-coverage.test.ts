// Kinds of evidence and what follows from each: long, as the cases share how evidence is made.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type {
  Evidence,
  FoundObject,
  FoundRecord,
  GrownClaim,
} from '../../../../functions/cli/audit/evidence.ts';
import {
  type Coverage,
  type Expectation,
  judgeCoverage,
} from '../../../../functions/cli/audit/judge-coverage.ts';

/** An epoch in short: how many objects it has, and of how many events each. */
interface Sketch {
  readonly first: number;
  readonly length: number;
  readonly objects: readonly number[];
  readonly fingerprint?: string;
}

interface Drawn {
  readonly record: FoundRecord | null;
  readonly objects: readonly FoundObject[];
}

const unknown: Expectation = { begin: null, committed: null, ledgerNext: null };

/** As the engine writes it: no record for an epoch of one object. */
function drawn(
  { first, length, objects, fingerprint = 'now' }: Sketch,
  index: number,
  variant = '',
): Drawn {
  const next = first + length;
  const places = objects.map((_, number) => `s3://lake/${index}/${number}${variant}.ndjson`);
  const events = objects.reduce((total, each) => total + each, 0);
  const records = Math.min(length, events + 1);
  const found = objects.map((count, number) => {
    return {
      place: places[number]!,
      byteLength: 1,
      deadLetter: false,
      named: { partition: 3, first: BigInt(first) },
      content: null,
      claim: {
        pipeline: 'p',
        groupId: 'g',
        topic: 't',
        partition: 3,
        incarnation: '',
        fingerprint,
        first: BigInt(first),
        next: BigInt(next),
        records,
        objects: objects.length,
        events: count,
        crc32: `0000000${number % 10}`,
      },
    };
  });
  if (objects.length === 1) return { record: null, objects: found };
  const record: FoundRecord = {
    place: `s3://lake/_sluice/${index}${variant}.json`,
    objectPlaces: places,
    record: {
      version: 1,
      pipeline: 'p',
      topic: 't',
      partition: 3,
      incarnation: '',
      first: String(first),
      next: String(next),
      fingerprint,
      openedAt: '2026-11-22T00:00:00.000Z',
      records,
      objects: found.map(({ claim, place }) => ({
        sink: 's3',
        key: place,
        deadLetter: false,
        events: claim.events,
        rawBytes: 1,
        crc32: claim.crc32,
      })),
      dropped: { 'f/filter': Math.max(0, records - events) },
    },
  };
  return { record, objects: found };
}

function judged(epochs: readonly Drawn[], expected: Partial<Expectation> = {}): Coverage {
  const evidence: Evidence = {
    records: epochs.flatMap(({ record }) => record ?? []),
    objects: epochs.flatMap(({ objects }) => objects),
    damaged: [],
    replayed: [],
  };
  return judgeCoverage(evidence, { ...unknown, ...expected });
}

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 });
const anywhere = fc.array(
  fc.record({
    first: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 1, max: 20 }),
    objects: shape,
  }),
  { minLength: 1, maxLength: 12 },
);
/** Epochs that join, from 0 on. */
const chain = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 20 }), objects: shape }), {
    minLength: 1,
    maxLength: 10,
  })
  .map((links) => {
    let first = 0;
    return links.map((link) => {
      const sketch = { first, ...link };
      first += link.length;
      return sketch;
    });
  });

function endOf(epochs: readonly Sketch[]): number {
  return Math.max(...epochs.map(({ first, length }) => first + length));
}

function offsetsOf(
  ranges: readonly { readonly first: bigint; readonly next: bigint }[],
): readonly number[] {
  const offsets = new Set<number>();
  for (const { first, next } of ranges) {
    for (let at = Number(first); at < Number(next); at++) offsets.add(at);
  }
  return [...offsets].toSorted((a, b) => a - b);
}

describe('judging what epochs cover', () => {
  it('finds exactly the offsets that no epoch, and that several claim', () => {
    fc.assert(
      fc.property(anywhere, fc.nat(90), fc.nat(10), (sketches, committed, begin) => {
        const end = Math.max(endOf(sketches), committed, begin);
        const claims = Array.from(
          { length: end },
          (_, at) =>
            sketches.filter(({ first, length }) => at >= first && at < first + length).length,
        );
        const { faults, covered } = judged(
          sketches.map((sketch, index) => drawn(sketch, index)),
          {
            begin: BigInt(begin),
            committed: BigInt(committed),
          },
        );
        const where = (wanted: (claimed: number) => boolean): number[] =>
          claims.flatMap((claimed, at) => (wanted(claimed) ? [at] : []));
        const ranges = (kind: string): readonly number[] =>
          offsetsOf(faults.flatMap((fault) => (fault.kind === kind ? [fault as never] : [])));
        assert.deepEqual(
          ranges('gap'),
          where((claimed) => claimed === 0).filter((at) => at >= begin),
        );
        assert.deepEqual(
          ranges('overlap'),
          where((claimed) => claimed > 1),
        );
        assert.deepEqual(
          offsetsOf(covered),
          where((claimed) => claimed > 0),
        );
        assert.ok(faults.every(({ kind }) => kind === 'gap' || kind === 'overlap'));
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing wrong with epochs that join, whatever they hold', () => {
    fc.assert(
      fc.property(chain, (sketches) => {
        const end = BigInt(endOf(sketches));
        const result = judged(
          sketches.map((sketch, index) => drawn(sketch, index)),
          { begin: 0n, committed: end },
        );
        assert.deepEqual(result.faults, []);
        assert.deepEqual(result.orphans, []);
        assert.deepEqual(result.covered, [{ first: 0n, next: end }]);
        assert.equal(result.epochs, sketches.length);
        assert.equal(BigInt(result.records) + result.offsetGaps, end);
        const events = sketches.flatMap(({ objects }) => objects);
        assert.equal(
          result.events,
          events.reduce((total, each) => total + each, 0),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('names an object that is gone, or the gap where it was the only one; not behind the committed offset', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.boolean(), (sketches, pick, isCommitted) => {
        const all = sketches.map((sketch, index) => drawn(sketch, index));
        const chosen = all.flatMap(({ objects }, epoch) =>
          objects.map((object, at) => ({ object, epoch, at })),
        );
        const gone = chosen[pick % Math.max(1, chosen.length)];
        if (gone === undefined) return;
        const { first, length, objects } = sketches[gone.epoch]!;
        const range = { first: BigInt(first), next: BigInt(first + length) };
        const left = all.map((each, index) =>
          index === gone.epoch ? { ...each, objects: each.objects.toSpliced(gone.at, 1) } : each,
        );
        const upTo = left.slice(0, isCommitted ? undefined : gone.epoch + 1);
        const committed = isCommitted ? BigInt(endOf(sketches)) : range.first;
        const { faults, unfinished } = judged(upTo, { begin: 0n, committed });
        const { place } = gone.object;
        if (!isCommitted) {
          assert.deepEqual(faults, []);
          assert.deepEqual(unfinished, objects.length === 1 ? [] : [range]);
        } else if (objects.length === 1) {
          assert.deepEqual(faults, [{ kind: 'gap', ...range }]);
        } else {
          assert.deepEqual(faults, [{ kind: 'missing', ...range, place }]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes an epoch that was done again by changed rules for one, and names what is left of the first try', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(3), (sketches, pick, lost) => {
        const again = sketches[pick % sketches.length]!;
        const all = sketches.map((sketch, index) => drawn(sketch, index));
        const before = drawn({ ...again, objects: [1, 2, 3], fingerprint: 'before' }, 1_000);
        const half = { ...before, objects: before.objects.slice(lost) };
        const committed = BigInt(endOf(sketches));
        const { faults, covered, orphans, epochs } = judged([...all, half], {
          begin: 0n,
          committed,
        });
        assert.deepEqual(faults, []);
        assert.deepEqual(covered, [{ first: 0n, next: committed }]);
        assert.equal(epochs, sketches.length);
        assert.ok(orphans.length > 0 || lost === 3 || again.objects.length === 0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes an epoch that was compacted before it was done again for one, the fuller where both are whole', () => {
    const before = drawn({ first: 0, length: 9, objects: [3, 3] }, 0);
    const after = drawn({ first: 0, length: 9, objects: [2, 2] }, 1, '+c5');
    const expected = { begin: 0n, committed: 9n };
    const half = { ...before, objects: before.objects.slice(1) };
    for (const [claims, records, reason] of [
      [[half, after], 5, 'compacted away'],
      [[before, after], 7, 'compacted away'],
    ] as const) {
      const { faults, orphans, ...coverage } = judged(claims, expected);
      assert.deepEqual([faults, coverage.epochs, coverage.records], [[], 1, records]);
      assert.ok(orphans.length > 0 && orphans.every((each) => each.reason.includes(reason)));
    }
  });

  it('still proves an epoch whose record is gone by its objects, as long as all are there', () => {
    const { objects } = drawn({ first: 0, length: 9, objects: [1, 2, 3] }, 0);
    assert.deepEqual(judged([{ record: null, objects }]).covered, [{ first: 0n, next: 9n }]);
    const fewer = judged([{ record: null, objects: objects.slice(1) }], {
      begin: 0n,
      committed: 9n,
    });
    assert.deepEqual(fewer.faults, [{ kind: 'gap', first: 0n, next: 9n }]);
    assert.equal(fewer.orphans.length, 2);
  });

  it('tells the epoch in the ledger as unfinished, and no gap', () => {
    const { faults, unfinished } = judged([drawn({ first: 0, length: 9, objects: [9] }, 0)], {
      begin: 0n,
      committed: 9n,
      ledgerNext: 20n,
    });
    assert.deepEqual([faults, unfinished], [[], [{ first: 9n, next: 20n }]]);
  });

  for (const [what, change, reason] of [
    ['another count', { events: 7 }, /events 7, the epoch says 1/],
    ['another checksum', { crc32: 'ffffffff' }, /crc32 ffffffff, the epoch says 00000000/],
    ['another range', { next: 8n }, /next 8, the epoch says 9/],
    ['another life of the topic', { incarnation: 'other' }, /incarnation other/],
  ] as const) {
    it(`finds ${what} in an object's metadata`, () => {
      const epoch = drawn({ first: 0, length: 9, objects: [1, 2] }, 0);
      const [head, ...rest] = epoch.objects;
      const changed = { ...head!, claim: { ...head!.claim!, ...change } };
      const [fault, ...more] = judged([{ ...epoch, objects: [changed, ...rest] }]).faults;
      assert.equal(more.length, 0);
      assert.ok(fault?.kind === 'damaged' && fault.place === head!.place);
      assert.match(fault.reason, reason);
    });
  }

  for (const [what, content, reason] of [
    ['another checksum', { events: 1, crc32: 'ffffffff', fault: null }, /CRC32 ffffffff/],
    ['another count', { events: 2, crc32: '00000000', fault: null }, /holds 2 events, not 1/],
    ['bytes that cannot be unpacked', { events: null, crc32: '00000000', fault: 'no' }, /^no$/],
  ] as const) {
    it(`finds ${what} in an object that was read`, () => {
      const { objects } = drawn({ first: 0, length: 9, objects: [1] }, 0);
      const [fault] = judged([{ record: null, objects: [{ ...objects[0]!, content }] }]).faults;
      assert.ok(fault?.kind === 'damaged');
      assert.match(fault.reason, reason);
    });
  }

  for (const [what, change, reason] of [
    [
      'more records than offsets',
      { records: 10, dropped: { x: 10 } },
      /10 records cannot lie in 9/,
    ],
    ['records that are nowhere', { records: 5, dropped: {} }, /of 5 records only 0 are stored/],
  ] as const) {
    it(`finds an epoch record with ${what}`, () => {
      const { record } = drawn({ first: 0, length: 9, objects: [] }, 0);
      const changed = { ...record!, record: { ...record!.record, ...change } };
      const [fault, ...more] = judged([{ record: changed, objects: [] }]).faults;
      assert.equal(more.length, 0);
      assert.ok(fault?.kind === 'damaged' && fault.place === record!.place);
      assert.match(fault.reason, reason);
    });
  }

  describe('an object that was stored in parts', () => {
    /** The one object of an epoch that has a record, as it is left when its content is not known at the beginning. */
    const grown = (change: Partial<GrownClaim> = {}): Drawn => {
      const { record, objects } = drawn({ first: 5, length: 4, objects: [3, 1] }, 0);
      const [object] = objects;
      const [recorded] = record!.record.objects;
      const at = { pipeline: 'p', groupId: 'g', topic: 't', partition: 3, first: 5n };
      const claim = { ...at, incarnation: '', fingerprint: 'now', grown: true, ...change } as const;
      return {
        record: {
          ...record!,
          objectPlaces: [object!.place],
          record: { ...record!.record, records: 3, objects: [recorded!] },
        },
        objects: [{ ...object!, claim }],
      };
    };

    it('covers what the record says, with its content where that was read', () => {
      const { faults, covered, events } = judged([grown()]);
      assert.deepEqual([faults, covered, events], [[], [{ first: 5n, next: 9n }], 3]);
      const [object] = grown().objects;
      for (const [crc32, kinds] of [
        ['00000000', []],
        ['ffffffff', ['damaged']],
      ] as const) {
        const content = { events: 3, crc32, fault: null };
        const read = judged([{ ...grown(), objects: [{ ...object!, content }] }]);
        assert.deepEqual(
          read.faults.map(({ kind }) => kind),
          kinds,
        );
      }
    });

    for (const [what, change] of [
      ['another beginning', { first: 6n }],
      ['other rules', { fingerprint: 'before' }],
      ['another life of the topic', { incarnation: 'other' }],
    ] as const) {
      it(`is damaged where it says ${what}`, () => {
        assert.deepEqual(
          judged([grown(change)]).faults.map(({ kind }) => kind),
          ['damaged'],
        );
      });
    }

    it('is no epoch by itself: its record is gone', () => {
      const { faults, orphans, epochs } = judged([{ ...grown(), record: null }], {
        begin: 5n,
        committed: 9n,
      });
      assert.deepEqual([faults.map(({ kind }) => kind), epochs], [['gap'], 0]);
      assert.match(orphans[0]?.reason ?? '', /the record of the epoch at 5 is gone/);
    });
  });

  it('takes a copy of an object for no part of any epoch', () => {
    const { objects } = drawn({ first: 5, length: 4, objects: [4] }, 0);
    const [object] = objects;
    const copy = { ...object!, place: 'copy', named: { partition: 3, first: 50n } };
    const { faults, orphans } = judged([{ record: null, objects: [object!, copy] }]);
    assert.deepEqual([faults, orphans.map(({ place }) => place)], [[], ['copy']]);
  });
});
