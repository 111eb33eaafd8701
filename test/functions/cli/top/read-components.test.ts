import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMetrics } from '../../../../functions/cli/top/parse-metrics.ts';
import { readFigures } from '../../../../functions/cli/top/read-components.ts';
import { snapshotOf } from '../../../../functions/cli/top/snapshot.ts';
import { tableOf } from '../../../../functions/cli/top/table.ts';
import { componentsOf } from '../../../../functions/consumer/components-of.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { PipelineModel } from '../../../../shared/pipeline/model.ts';
import type { TelemetryEvent } from '../../../../shared/telemetry/events.ts';
import { createMetrics } from '../../../../shared/telemetry/metrics.ts';

const events: readonly TelemetryEvent[] = [
  { name: 'chunk_received', source: 'in', topic: 't', partition: 0, records: 1000, bytes: 50_000 },
  { name: 'records_dropped', component: 'in', reason: 'tombstone', records: 10 },
  { name: 'records_dropped', component: 'only', reason: 'filter', records: 300 },
  // what is rejected below, where onRejection says so
  { name: 'records_dropped', component: 'tidy', reason: 'rejected', records: 5 },
  {
    name: 'records_rejected',
    component: 'tidy',
    code: 'TRANSFORM_REJECTED',
    records: 5,
    topic: 't',
    partition: 0,
    offset: 7n,
    reason: 'x',
  },
  {
    name: 'object_stored',
    sink: 'lake',
    key: 'k',
    events: 600,
    rawBytes: 40_000,
    bytes: 9_000,
    durationMs: 3,
    deadLetter: false,
  },
  { name: 'events_shown', sink: 'shown', events: 590, total: null },
  {
    name: 'store_retry',
    sink: 'lake',
    attempt: 1,
    delayMs: 1,
    error: new SluiceError('STORE_UNAVAILABLE', 'x'),
  },
];

/** As the metrics need it: types and inputs. */
function modelOf(
  transforms: Readonly<Record<string, { type: string; inputs: string[] }>>,
  inputs: readonly string[],
  shown: readonly string[] = [],
): Pick<PipelineModel, 'sources' | 'transforms' | 'sinks' | 'outlets'> {
  const model = {
    sources: new Map([['in', { type: 'kafka' }]]),
    transforms: new Map(Object.entries(transforms)),
    sinks: new Map([['lake', { type: 'aws_s3', inputs }]]),
    outlets: new Map(shown.map((name) => [name, { type: 'console', inputs }])),
  };
  return model as unknown as Pick<PipelineModel, 'sources' | 'transforms' | 'sinks' | 'outlets'>;
}

async function figuresOf(
  model: ReturnType<typeof modelOf>,
  more: readonly TelemetryEvent[] = [],
): Promise<ReturnType<typeof readFigures>> {
  const metrics = createMetrics({
    pipeline: 'devices',
    version: '1.2.3',
    components: componentsOf(model),
    processMetrics: false,
    gauges: {
      partitions: () => [
        {
          source: 'in',
          topic: 't',
          partition: 0,
          lag: 40,
          oldestUncommittedMs: 0,
          completeUntilMs: 0,
        },
        {
          source: 'in',
          topic: 't',
          partition: 1,
          lag: 2,
          oldestUncommittedMs: 0,
          completeUntilMs: 0,
        },
      ],
      heldBytes: () => ({ open: 1, publishing: 2, fetched: 3 }),
      openObjects: () => 4,
    },
  });
  for (const event of [...events, ...more]) metrics.emit(event);
  return readFigures(parseMetrics(await metrics.scrape()));
}

const straight = {
  // before its input
  tidy: { type: 'remap', inputs: ['only'] },
  only: { type: 'filter', inputs: ['in'] },
};

describe('the figures of components', () => {
  it('follow from what sources received, transforms left out, and sinks stored', async () => {
    const { components, ...process } = await figuresOf(modelOf(straight, ['tidy']));
    assert.deepEqual(process, {
      pipeline: 'devices',
      version: '1.2.3',
      heldBytes: 6,
      openObjects: 4,
    });
    const shown = components.map((one) => [
      one.component,
      one.eventsIn,
      one.eventsOut,
      one.bytesIn,
      one.bytesOut,
      one.errors,
      one.lag,
    ]);
    assert.deepEqual(shown, [
      ['in', 1000, 990, 50_000, null, 0, 42],
      ['tidy', 690, 685, null, null, 5, null],
      ['only', 990, 690, null, null, 0, null],
      ['lake', 685, 600, 40_000, 9_000, 1, null],
    ]);
  });

  it('tell what each of several outputs was given, and what is behind it', async () => {
    const transforms = {
      by: { type: 'route', inputs: ['in'] },
      hot: { type: 'remap', inputs: ['by.a'] },
    };
    const { components } = await figuresOf(modelOf(transforms, ['hot', 'hot.dropped', 'by.b']), [
      { name: 'events_sent', component: 'by', output: 'a', events: 700 },
      { name: 'events_sent', component: 'by', output: '_unmatched', events: 50 },
      { name: 'events_sent', component: 'hot', output: 'dropped', events: 30 },
      // one became four, another three
      { name: 'events_sent', component: 'hot', output: null, events: 5 },
    ]);
    const shown = components.map((one) => [one.component, one.eventsIn, one.eventsOut]);
    assert.deepEqual(shown, [
      ['in', 1000, 990],
      ['by', 990, 750],
      ['hot', 700, 675],
      ['lake', 705, 600],
    ]);
    assert.deepEqual(
      components.map(({ outputs }) => outputs.map(({ eventsOut, output }) => [output, eventsOut])),
      [
        [],
        [
          ['_unmatched', 50],
          ['a', 700],
          // read, and given nothing so far
          ['b', 0],
        ],
        [['dropped', 30]],
        [],
      ],
    );
    const figures = { pipeline: '', version: '', heldBytes: 0, openObjects: 0, components };
    assert.deepEqual(tableOf(snapshotOf({ atMs: 0, figures }, null), false).slice(2, 6), [
      'by             transform  route         990         750       0    -         -          -',
      '  ._unmatched                                        50',
      '  .a                                                700',
      '  .b                                                  0',
    ]);
  });

  it('of a sink that keeps nothing are the events that it was given', async () => {
    const { components } = await figuresOf(modelOf({}, ['in'], ['shown']));
    const { bytesOut, eventsIn, eventsOut, type } = components.at(-1) ?? {};
    assert.deepEqual([type, eventsIn, eventsOut, bytesOut], ['console', 990, 590, null]);
  });

  it('have rates from the second look on, and none over a restart', async () => {
    const figures = await figuresOf(modelOf({}, ['in']));
    const first = { atMs: 1000, figures };
    const grown = {
      ...figures,
      components: figures.components.map((one) => ({
        ...one,
        eventsIn: (one.eventsIn ?? 0) + 500,
      })),
    };
    const flows = (now: typeof first, before: typeof first | null): unknown[] =>
      snapshotOf(now, before).components.map(({ eventsIn }) => eventsIn);
    assert.deepEqual(flows(first, null)[0], { total: 1000, perSecond: null });
    const later = { atMs: 3000, figures: grown };
    assert.deepEqual(flows(later, first)[0], { total: 1500, perSecond: 250 });
    assert.deepEqual(flows({ ...first, atMs: 5000 }, later)[0], { total: 1000, perSecond: null });
  });

  it('are a table, with numbers to the right', async () => {
    const figures = await figuresOf(modelOf(straight, ['tidy']));
    const lines = tableOf(snapshotOf({ atMs: 2000, figures }, { atMs: 0, figures }), true);
    assert.deepEqual(lines, [
      'ID    Kind       Type     Events In  Events Out   Errors  Lag     Bytes In   Bytes Out',
      'in    source     kafka   1.0k (0/s)   990 (0/s)  0 (0/s)   42  50.0k (0/s)           -',
      'tidy  transform  remap    690 (0/s)   685 (0/s)  5 (0/s)    -            -           -',
      'only  transform  filter   990 (0/s)   690 (0/s)  0 (0/s)    -            -           -',
      'lake  sink       aws_s3   685 (0/s)   600 (0/s)  1 (0/s)    -  40.0k (0/s)  9.0k (0/s)',
    ]);
  });
});

it('labels of a page come out as they went in', () => {
  const page = '# HELP a x\na{b="x\\"y\\\\z\\n",c="{,}"} 1.5e3\nbare 2\nsomething else\n';
  assert.deepEqual(
    parseMetrics(page).map(({ labels, ...one }) => [one, [...labels]]),
    [
      [
        { name: 'a', value: 1500 },
        [
          ['b', 'x"y\\z\n'],
          ['c', '{,}'],
        ],
      ],
      [{ name: 'bare', value: 2 }, []],
    ],
  );
});
