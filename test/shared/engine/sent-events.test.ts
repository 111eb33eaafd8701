/** What components with several outputs sent to each, and how many events one became: what `sluice top` shows. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { types } from 'node:util';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline, withoutMetadata } from '../../support/minimal-pipeline.ts';

/** `component.output` or `+component` with what was counted; each chunk has one record. */
async function sent(
  transforms: object,
  inputs: readonly string[],
  values: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const store = memoryStore();
  const sink = { inputs, keyPrefix: 'raw/', compression: 'none' };
  const under = engineOf(
    minimalPipeline({ source: withoutMetadata, sink, top: { transforms } }),
    new Map([['s3', store]]),
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  for (const [at, value] of values.entries()) {
    const start = BigInt(at);
    under.source.accept(
      memoryChunk({ start, next: start + 1n, records: [{ offset: start, value }] }),
    );
  }
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const counted: Record<string, number> = {};
  for (const event of under.events) {
    if (event.name !== 'events_sent') continue;
    const { component, events, output } = event;
    const key = output === null ? `+${component}` : `${component}.${output}`;
    counted[key] = (counted[key] ?? 0) + events;
  }
  return counted;
}

const vrl = (text: string, inputs: readonly string[], more: object = {}): object => ({
  type: 'remap',
  inputs,
  source: text,
  ...more,
});
type Fields = Readonly<Record<string, unknown>>;
const isAbove =
  (least: number) =>
  ({ n }: Fields): boolean =>
    Number(n) > least;

it('a route counts each output that matched, and what matched nothing where that is read', async () => {
  const routes = { r0: isAbove(1), r1: isAbove(2) };
  const route = { by: { type: 'route', inputs: ['kafka'], routes } };
  const values = ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}'];
  assert.deepEqual(await sent(route, ['by.r0', 'by.r1'], values), { 'by.r0': 3, 'by.r1': 2 });
  assert.deepEqual(await sent(route, ['by.r0', 'by.r1', 'by._unmatched'], values), {
    'by.r0': 3,
    'by.r1': 2,
    'by._unmatched': 1,
  });
});

it('an event that comes again as an object, as bytes were not enough, counts once', async () => {
  let [asBytes, asObjects] = [0, 0];
  // asks for all names, which bytes cannot tell
  const program = (event: Record<string, unknown>): void => {
    if (event['n'] === 1) {
      if (types.isProxy(event)) asBytes++;
      else asObjects++;
    }
    event['m'] = Object.keys(event).length;
  };
  const transforms = {
    by: { type: 'route', inputs: ['kafka'], routes: { r0: isAbove(0) } },
    last: { type: 'remap', inputs: ['by.r0'], program },
  };
  const value = '{"n":1,"b":{"c":2}}';
  assert.deepEqual(await sent(transforms, ['last'], [value, value]), { 'by.r0': 2 });
  assert.deepEqual([asBytes, asObjects], [2, 2]);
});

it('a remap counts what it drops into its other output, and what one event became beyond the first', async () => {
  const transforms = {
    last: vrl('if .n == 1 { abort }; . = .items', ['kafka'], { rerouteDropped: true }),
  };
  const values = [
    '{"n":1}',
    '{"items":[{"a":1},{"a":2},{"a":3}]}',
    '{"items":[{}]}',
    '{"items":[]}',
  ];
  assert.deepEqual(await sent(transforms, ['last', 'last.dropped'], values), {
    'last.dropped': 1,
    '+last': 2,
  });
});

it('what stays on bytes is counted by nobody', async () => {
  assert.deepEqual(await sent({ last: vrl('del(.n)', ['kafka']) }, ['last'], ['{"n":1}']), {});
});
