import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

function markersOf(completeMarkers: unknown) {
  return load(minimalPipeline({ source: { completeMarkers } })).sources.get('kafka')
    ?.completeMarkers;
}

const defaults = { graceSecs: 600, key: null, sink: 's3' };

for (const [what, given, expected] of [
  ['nothing', undefined, null],
  ['false', false, null],
  ['true', true, defaults],
  ['an empty object', {}, defaults],
  ['a switch that is off', { enabled: false, graceSecs: 5 }, null],
  [
    'all of it',
    { graceSecs: 5, key: 'raw/%Y/%m/%d/%H/_SUCCESS', sink: 's3' },
    { graceSecs: 5, key: 'raw/%Y/%m/%d/%H/_SUCCESS', sink: 's3' },
  ],
] as const) {
  test(`markers of complete hours by ${what}`, () => {
    assert.deepEqual(markersOf(given), expected);
  });
}

const marked = (completeMarkers: object, more: object = {}): object =>
  minimalPipeline({ source: { completeMarkers, ...more } });

for (const [what, definition, expected] of [
  ['a key without the day', marked({ key: 'raw/%H/_SUCCESS' }), /different hours/],
  ['a key without the hour', marked({ key: 'raw/%F/_SUCCESS' }), /different hours/],
  ['a key without the year', marked({ key: 'raw/%m-%d-%H' }), /different hours/],
  ['a key with a field', marked({ key: 'raw/{{ a }}/%FT%H' }), /no fields/],
  ['a folder', marked({ key: 'raw/%FT%H/' }), /a whole key with strftime/],
  ['our own place', marked({ key: '_sluice/%FT%H' }), /a whole key with strftime/],
  ['a sink that is not there', marked({ sink: 's4' }), /there is no sink 's4'.*did you mean 's3'/],
  [
    'one key for two topics',
    marked({ key: 'raw/%FT%H/_SUCCESS' }, { topics: ['a', 'b'] }),
    /for several topics/,
  ],
  [
    'one key for a pattern',
    marked({ key: 'raw/%FT%H/_SUCCESS' }, { topics: ['^a.*'] }),
    /for several topics/,
  ],
  [
    'offsets that do not wait for storage',
    minimalPipeline({
      source: { completeMarkers: true },
      sink: { acknowledgements: false },
      top: { delivery: 'dense' },
    }),
    /completeMarkers\.enabled: is on, but sinks\.s3\.acknowledgements\.enabled is false/,
  ],
] as const) {
  test(`markers of complete hours are refused with ${what}`, () => {
    assert.match(faultsOf(definition).join('\n'), expected);
  });
}
