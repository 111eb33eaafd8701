import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reduce } from '../../../../shared/transform/components.ts';
import { engineOf } from '../../../support/engine.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { faultsOf, minimalPipeline, withoutMetadata } from '../../../support/minimal-pipeline.ts';
import { at, recordsOf } from '../../../support/reduced.ts';

const stop = { onRejection: { action: 'stop' } };

for (const [options, changes, fault] of [
  [
    { groupBy: ['a..b'] },
    {},
    /^transforms.last.groupBy: got a list of 1 \(number 1, 'a\.\.b', is not\); allowed: /,
  ],
  [
    { mergeStrategies: { a: 'summ' } },
    {},
    /^transforms.last.mergeStrategies: .*\(a has no such strategy \(did you mean 'sum'\?\)\); allowed: /,
  ],
  [
    { mergeStrategies: { 'a[0]': 'sum' } },
    {},
    /^transforms.last.mergeStrategies: .*names an element of an array: a strategy is of a field/,
  ],
  [
    { maxEvents: 0 },
    {},
    /^transforms.last.maxEvents: got the number 0; allowed: an integer from 1/,
  ],
  [
    { startsWhen: () => true, endsWhen: () => true },
    {},
    /^transforms.last.endsWhen: does not go with startsWhen; allowed: one of them$/,
  ],
  [
    { endWhen: 'true' },
    {},
    /^transforms.last.endWhen: no such option \(did you mean 'endsWhen'\?\)/,
  ],
  [
    {},
    { source: stop },
    /^sources.kafka.onRejection: got the action 'stop'; allowed: 'dead_letter' or 'drop' with transforms.last, because /,
  ],
  [{}, { sink: stop }, /^sinks.s3.onRejection: got the action 'stop'; allowed: /],
  [
    {},
    { top: { buffer: { type: 'disk', maxSize: 1_000_000_000 }, dataDir: '/data' } },
    /^buffer.type: got the text 'disk'; allowed: 'memory' with transforms.last/,
  ],
] as const) {
  it(`refuses ${fault.source.slice(1, 60)}`, () => {
    const transforms = { last: { type: 'reduce', inputs: ['kafka'], ...options } };
    const { source, sink, top } = changes as Partial<Record<'source' | 'sink' | 'top', object>>;
    const [found, ...more] = faultsOf(
      minimalPipeline({
        source: source ?? {},
        sink: { inputs: ['last'], ...sink },
        top: { transforms, ...top },
      }),
    );
    assert.match(found ?? '', fault);
    assert.deepEqual(more, []);
  });
}

it('may stop at a sink that reads no group, and has not counted the record that stopped it', async () => {
  const transforms = {
    last: reduce({ inputs: ['kafka'], groupBy: ['id'], mergeStrategies: { n: 'array' } }),
  };
  const other = {
    type: 'aws_s3',
    inputs: ['kafka'],
    bucket: 'lake',
    region: 'eu-central-1',
    keyPrefix: 'other/{{ id }}/',
    ...stop,
  };
  const store = memoryStore();
  const definition = minimalPipeline({
    source: withoutMetadata,
    sink: { inputs: ['last'] },
    top: { transforms },
  });
  const sinks = { ...(definition['sinks'] as object), other };
  const under = engineOf(
    { ...definition, sinks },
    new Map([
      ['s3', store],
      ['other', store],
    ]),
  );
  under.source.assign(at, null, 0n);
  const records = recordsOf([{ id: 'a' }, { id: { no: 'prefix' } }]);
  assert.throws(() => under.source.accept(memoryChunk({ start: 0n, next: 2n, records })), {
    code: 'RECORD_REJECTED',
  });
  under.engine.cutAll('shutdown');
  await under.engine.settled();
  // the record is in a group that cannot be taken apart: all of the epoch comes again
  assert.deepEqual([store.objects.size, under.engine.budget.open], [0, 0]);
  assert.equal(under.source.held(at)?.position, 0n);
});
