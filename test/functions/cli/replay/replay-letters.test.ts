import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ReplayHost } from '../../../../functions/cli/replay/replay-host.ts';
import { replayLetters } from '../../../../functions/cli/replay/replay-letters.ts';
import { ReplaySummary } from '../../../../functions/cli/replay/summary.ts';
import type { PipelineModel } from '../../../../shared/pipeline/model.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { load, minimalPipeline } from '../../../support/minimal-pipeline.ts';

const never = new AbortController().signal;
const letters = 40;
const sink = { type: 'aws_s3', bucket: 'lake', region: 'eu-central-1', compression: 'none' };
/** Two sinks; a third of the letters was rejected by one of them alone, a third is broken for good. */
const twoSinks = load(
  minimalPipeline({
    top: {
      sinks: {
        a: { ...sink, inputs: ['kafka'], keyPrefix: 'a/{{ part }}/' },
        b: { ...sink, inputs: ['kafka'], keyPrefix: 'b/' },
      },
    },
  }),
);

const body = Array.from({ length: letters }, (_, offset) =>
  JSON.stringify({
    topic: 'devices',
    partition: 0,
    offset,
    timestamp: null,
    key: null,
    headers: [],
    stage: 'sink',
    component: offset % 3 === 0 ? 'b' : 'kafka',
    code: 'NOT_JSON',
    reason: 'because',
    value: offset % 3 === 1 ? 'broken' : JSON.stringify({ offset, part: offset % 2 }),
  }),
).join('\n');

async function replayed(
  store: ReturnType<typeof memoryStore>,
  model: PipelineModel = twoSinks,
): Promise<ReplaySummary> {
  const summary = new ReplaySummary();
  const host = new ReplayHost({
    model,
    stores: new Map([...model.sinks.keys()].map((name) => [name, store])),
    sourceOf: () => 'kafka',
    into: '',
    replaces: false,
  });
  await replayLetters({ place: 's3://lake', store }, 'dead/1.ndjson', {
    model,
    owner: { pipeline: 'devices', groupId: 'lake' },
    sourceOf: () => 'kafka',
    host,
    filter: { codes: [], fromMs: null, untilMs: null },
    into: '',
    marks: true,
    allowsDuplicates: false,
    summary,
    signal: never,
  });
  return summary;
}

it('stores each letter once where it is missing, wherever a replay was interrupted before', async () => {
  let cuts = 0;
  for (let killAt = 0; killAt <= cuts; killAt++) {
    let changes = 0;
    let isArmed = false;
    const change = ({ action }: { readonly action: string }): void => {
      if (!isArmed || (action !== 'put' && action !== 'create')) return;
      if (changes++ === killAt) throw new Error('killed');
    };
    const store = memoryStore({ before: change, after: change });
    await store.put(
      {
        key: 'dead/1.ndjson',
        body: [Buffer.from(body)],
        byteLength: body.length,
        contentType: 'application/x-ndjson',
        metadata: {},
      },
      never,
    );
    isArmed = true;
    await replayed(store).catch(() => undefined);
    cuts = Math.max(cuts, changes);
    isArmed = false;
    await replayed(store);
    const again = await replayed(store);
    assert.equal(again.objects, 1, 'the broken ones are tried each time');
    const stored = (prefix: string): readonly number[] =>
      [...store.objects]
        .filter(([key]) => key.startsWith(prefix))
        .flatMap(([, { text }]) => text.trim().split('\n'))
        .map((line) => (JSON.parse(line) as { offset: number }).offset)
        .toSorted((x, y) => x - y);
    const whole = Array.from({ length: letters }, (_, offset) => offset);
    assert.deepEqual(
      stored('b/'),
      whole.filter((offset) => offset % 3 !== 1),
      `cut ${killAt}`,
    );
    assert.deepEqual(
      stored('a/'),
      whole.filter((offset) => offset % 3 === 2),
      `cut ${killAt}`,
    );
  }
  assert.ok(cuts >= 8, `${cuts} cuts`);
});

/** Splits records, and rejects what is odd. */
function splitting(odd: (n: number) => boolean): PipelineModel {
  return load(
    minimalPipeline({
      sink: { inputs: ['checked'], keyPrefix: 's3/', compression: 'none' },
      top: {
        transforms: {
          split: {
            type: 'remap',
            inputs: ['kafka'],
            program: ({ all, offset }: Event) => (all as number[]).map((n) => ({ n, offset })),
          },
          checked: {
            type: 'remap',
            inputs: ['split'],
            program: (event: Event) => {
              if (odd(event['n'] as number)) throw new Error('odd');
            },
          },
        },
      },
    }),
  );
}

/** Splits records where they have several, and groups what comes of them. */
function grouping(isBad: (event: Event) => boolean): PipelineModel {
  return load(
    minimalPipeline({
      sink: { inputs: ['checked'], keyPrefix: 's3/', compression: 'none' },
      top: {
        transforms: {
          split: {
            type: 'remap',
            inputs: ['kafka'],
            program: ({ all, offset }: Event) => {
              const made = (n: unknown): Event => ({
                n: n as number,
                id: (n as number) % 10,
                offset,
              });
              return Array.isArray(all) ? all.map(made) : made(all);
            },
          },
          grouped: {
            type: 'reduce',
            inputs: ['split'],
            groupBy: ['id'],
            mergeStrategies: { n: 'array', id: 'discard', offset: 'array' },
          },
          checked: {
            type: 'remap',
            inputs: ['grouped'],
            program: (event: Event) => {
              if (isBad(event)) throw new Error('bad');
            },
          },
        },
      },
    }),
  );
}

it('groups the letters of a group again, and stores each event of a record once', async () => {
  const letter = (offset: number, all: unknown, events?: readonly string[]): string =>
    JSON.stringify({
      topic: 'devices',
      partition: 0,
      offset,
      timestamp: null,
      key: null,
      headers: [],
      stage: 'transform',
      component: 'checked',
      code: 'TRANSFORM_THREW',
      reason: 'bad',
      ...(events === undefined ? {} : { events }),
      value: JSON.stringify({ all }),
    });
  const store = memoryStore();
  const text = [
    letter(0, 1),
    letter(4, 11),
    letter(9, 2),
    // of three events one was stored the first time
    letter(5, [1, 23, 3], ['1', '2']),
    letter(6, [33, 4], ['0', '1']),
    letter(7, [14], ['0']),
    letter(8, [24, 6], ['0']),
  ].join('\n');
  await store.put(
    {
      key: 'dead/1.ndjson',
      body: [Buffer.from(text)],
      byteLength: text.length,
      contentType: 'application/x-ndjson',
      metadata: {},
    },
    never,
  );
  const stored = (): readonly string[] =>
    [...store.objects]
      .filter(([key]) => key.startsWith('s3/'))
      .flatMap(([, object]) => object.text.trim().split('\n'))
      .map((line) => JSON.stringify((JSON.parse(line) as { n: unknown }).n))
      .toSorted();
  const none: readonly string[] = [];
  await replayed(
    store,
    grouping(() => true),
  );
  assert.deepEqual(stored(), none);
  // the group of 4 fails, and takes 33 with it, which is of a record with it: then the group of 3 is too small
  const isBad = ({ n, id }: Event): boolean => id === 4 || (id === 3 && (n as number[]).length < 3);
  await replayed(store, grouping(isBad));
  assert.deepEqual(stored(), ['[1,11]', '[2]']);
  await replayed(
    store,
    grouping(() => false),
  );
  assert.deepEqual(stored(), ['[1,11]', '[23,3,33]', '[2]', '[4,14,24]']);
});

it('stores the events alone that a letter is about, all of them or none', async () => {
  const store = memoryStore();
  const letter = (offset: number, value: object, events: readonly string[]): string =>
    JSON.stringify({
      topic: 'devices',
      partition: 0,
      offset,
      timestamp: null,
      key: null,
      headers: [],
      stage: 'transform',
      component: 'checked',
      code: 'TRANSFORM_THREW',
      reason: 'odd',
      events,
      value: JSON.stringify(value),
    });
  const text = [
    letter(0, { all: [1, 2, 3] }, ['0', '2']),
    letter(1, { all: [5, 7] }, ['0', '1']),
    letter(2, { all: [2, 3] }, ['1', '2']),
  ].join('\n');
  const { length: byteLength } = text;
  const [pieces, contentType] = [[Buffer.from(text)], 'application/x-ndjson'];
  const key = 'dead/1.ndjson';
  await store.put({ key, body: pieces, byteLength, contentType, metadata: {} }, never);
  const stored = (): readonly string[] =>
    [...store.objects]
      .filter(([at]) => at.startsWith('s3/'))
      .flatMap(([, object]) => object.text.trim().split('\n'))
      .map((line) => Object.values(JSON.parse(line) as object).join('@'))
      .toSorted();
  await replayed(
    store,
    splitting((n) => n === 7),
  );
  assert.deepEqual(stored(), ['1@0', '3@0'], '5 waits for 7, and of the third record one is gone');
  await replayed(
    store,
    splitting((n) => n === 7),
  );
  assert.deepEqual(stored(), ['1@0', '3@0']);
  const last = await replayed(
    store,
    splitting(() => false),
  );
  assert.deepEqual(stored(), ['1@0', '3@0', '5@1', '7@1']);
  assert.match(
    last.text('x', { events: 0, objects: 0, bytes: 0, present: 0 }, ''),
    /the record does not give the event 2 any more/,
  );
});
