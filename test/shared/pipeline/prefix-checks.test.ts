import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineWarnings } from '../../../shared/pipeline/warnings.ts';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const lake = { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'eu-central-1' };

function two(one: object, other: object): object {
  const sinks = { one: { ...lake, ...one }, other: { ...lake, ...other } };
  return minimalPipeline({ top: { sinks } });
}

for (const [what, definition, expected] of [
  ['a field', minimalPipeline({ sink: { overflowPrefix: 'rest/{{ id }}/' } }), /as many places/],
  ['no literal folder', minimalPipeline({ sink: { overflowPrefix: '%F/' } }), /literal folder/],
  ['a way out', minimalPipeline({ sink: { overflowPrefix: 'rest/../x/' } }), /'\.\.'/],
  ['our records', minimalPipeline({ sink: { overflowPrefix: '_sluice/x/' } }), /own records/],
  [
    'the dead letters of its own source',
    minimalPipeline({
      source: { onRejection: { keyPrefix: 'rest/bad/' } },
      sink: { overflowPrefix: 'rest/' },
    }),
    /meets the folder 'rest\/bad\/' of sources\.kafka\.onRejection\.keyPrefix/,
  ],
  [
    "another sink's data",
    two({ keyPrefix: 'raw/%F/', overflowPrefix: 'clean/rest/' }, { keyPrefix: 'clean/%F/' }),
    /meets the folder 'clean\/' of sinks\.other\.keyPrefix/,
  ],
  [
    "another sink's overflow",
    two({ overflowPrefix: 'rest/' }, { overflowPrefix: 'rest/other/' }),
    /meets the folder 'rest\/other\/' of sinks\.other\.overflowPrefix/,
  ],
  [
    'more prefixes than memory has room for',
    minimalPipeline({
      sink: { batch: { maxPrefixes: 600 } },
      top: { buffer: { maxBytes: 33_554_432 } },
    }),
    /maxPrefixes: got the number 600; allowed: at most 512 with buffer\.maxBytes 33554432/,
  ],
] as const) {
  test(`an overflow is refused with ${what}`, () => {
    assert.match(faultsOf(definition).join('\n'), expected);
  });
}

test('sinks that share a folder, and one with its data beside, have an overflow each by default', () => {
  const model = load(two({ keyPrefix: 'raw/%F/' }, { keyPrefix: 'raw/%F/{{ kind }}/' }));
  const overflows = [...model.sinks.values()].map(({ overflowPrefix }) => overflowPrefix);
  assert.deepEqual(overflows, ['raw/_overflow/one/', 'raw/_overflow/other/']);
});

for (const [field, warning] of [
  ['kind', null],
  ['paid', null],
  ['device_id', /by its name may have values without end; from the 257th value/],
  ['user.sessionId', /by its name may have values without end/],
  ['offset', /is another for nearly every record/],
  ['timestamp', /is another for nearly every record/],
] as const) {
  test(`${warning === null ? 'nothing more is said' : 'a warning is given'} of {{ ${field} }} in a prefix`, () => {
    const model = load(minimalPipeline({ sink: { keyPrefix: `raw/{{ ${field} }}/` } }));
    const warnings = pipelineWarnings(model).filter((text) => text.includes('{{'));
    if (warning === null) assert.deepEqual(warnings, []);
    else assert.match(warnings.join('\n'), warning);
  });
}
