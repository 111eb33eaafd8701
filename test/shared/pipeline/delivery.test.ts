import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineWarnings } from '../../../shared/pipeline/warnings.ts';
import { buildFaultsOf, faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const sink = (changes: object): unknown => minimalPipeline({ sink: changes });
const dense = (changes: object): unknown =>
  minimalPipeline({ top: { delivery: 'dense' }, sink: changes });

/** What is wrong, and the beginning of the only fault that is told. */
const cases: readonly (readonly [string, unknown, string])[] = [
  [
    'a delivery that is none',
    minimalPipeline({ top: { delivery: 'once' } }),
    "delivery: got the text 'once'; allowed: 'exact' or 'dense'",
  ],
  [
    'offsets that do not wait, in exact mode',
    sink({ acknowledgements: false }),
    "sinks.s3.acknowledgements.enabled: got the boolean false; allowed: true with delivery 'exact', because what is committed before it is stored is lost in a crash; write delivery: 'dense' to have offsets not wait",
  ],
  [
    'names by time, in exact mode',
    sink({ filenameTimeFormat: '%s' }),
    "sinks.s3.filenameTimeFormat: is for delivery 'dense' only: with 'exact' an object is named after topic, partition and first offset, so that whoever stores it again finds it instead of doubling it",
  ],
  [
    'random names, in exact mode',
    sink({ filenameAppendUuid: true }),
    "sinks.s3.filenameAppendUuid: is for delivery 'dense' only: with 'exact' an object",
  ],
  [
    'names without a random part, in exact mode',
    sink({ filenameAppendUuid: false }),
    "sinks.s3.filenameAppendUuid: is for delivery 'dense' only: with 'exact' an object",
  ],
  [
    'names without a random part',
    dense({ filenameAppendUuid: false, filenameTimeFormat: '%s%f' }),
    'sinks.s3.filenameAppendUuid: got the boolean false; allowed: true, because objects of one prefix and time, of this member of the group or of another, would replace one another',
  ],
  [
    'a file name in a folder',
    dense({ filenameTimeFormat: 'a/%s' }),
    "sinks.s3.filenameTimeFormat: got the text 'a/%s' (it is rendered as 'a/1790762399', and a '/' would begin a folder; write folders in keyPrefix); allowed: strftime for the last segment of a key, like",
  ],
  [
    'a file name that is a folder',
    dense({ filenameTimeFormat: 'a/b' }),
    "sinks.s3.filenameTimeFormat: got the text 'a/b' (a '/' would begin a folder; write folders in keyPrefix); allowed",
  ],
  [
    'a file name with a date of slashes',
    dense({ filenameTimeFormat: '%D' }),
    "sinks.s3.filenameTimeFormat: got the text '%D' (it is rendered as '09/30/26', and a '/'",
  ],
  [
    'a file name with a zone of slashes',
    dense({ filenameTimeFormat: '%H-%Z', timezone: 'Asia/Seoul' }),
    "sinks.s3.filenameTimeFormat: got the text '%H-%Z' (it is rendered as '18-Asia/Seoul', and a '/' would begin a folder; write folders in keyPrefix); allowed in the time zone 'Asia/Seoul': strftime for the last segment of a key",
  ],
  [
    'a file name with an unknown specifier',
    dense({ filenameTimeFormat: '%!' }),
    "sinks.s3.filenameTimeFormat: got the text '%!' (unknown time specifier %!",
  ],
  [
    'a file name by a field',
    dense({ filenameTimeFormat: '{{ site }}' }),
    "sinks.s3.filenameTimeFormat: got the text '{{ site }}' (fields of the event belong in keyPrefix)",
  ],
  [
    'a file name with a line break',
    dense({ filenameTimeFormat: '%s%n' }),
    "sinks.s3.filenameTimeFormat: got the text '%s%n' (it holds a control character or a backslash)",
  ],
  [
    'a file name with half a character',
    dense({ filenameTimeFormat: '\ud800' }),
    'sinks.s3.filenameTimeFormat: got the text ',
  ],
  [
    'a long file name',
    dense({ filenameTimeFormat: '%c'.repeat(6) }),
    "sinks.s3.filenameTimeFormat: got the text '%c%c%c%c%c%c' (it is rendered as 144 bytes; 128 is the most)",
  ],
];

for (const [what, definition, expected] of cases) {
  test(`${what} is the one fault`, () => {
    const faults = faultsOf(definition);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.ok(faults[0]?.startsWith(expected), faults[0]);
  });
}

for (const changes of [
  { filenameTimeFormat: '' },
  { filenameTimeFormat: '%Y-%m-%dT%H-%M-%S%.3f', timezone: 'Asia/Seoul' },
  { filenameTimeFormat: '%H-%Z', timezone: 'UTC' },
  { filenameTimeFormat: '${FORMAT:-}', filenameAppendUuid: '${UUID:-}' },
]) {
  test(`dense mode takes ${JSON.stringify(changes)}`, () => {
    assert.deepEqual(faultsOf(dense(changes)), []);
  });
}

test('file names that the environment leaves empty are left out, in exact mode too', () => {
  const changes = { filenameTimeFormat: '${FORMAT:-}', filenameAppendUuid: '${UUID:-}' };
  assert.deepEqual(faultsOf(sink(changes)), []);
});

test('nothing is said of what depends on a delivery that is not known', () => {
  const changes = { acknowledgements: false, filenameTimeFormat: '%s', filenameAppendUuid: false };
  const definition = minimalPipeline({ top: { delivery: '${DELIVERY}' }, sink: changes });
  assert.deepEqual(buildFaultsOf(definition), []);
  assert.equal(faultsOf(definition, { DELIVERY: 'exact' }).length, 3);
  assert.equal(faultsOf(definition, { DELIVERY: 'dense' }).length, 1);
});

for (const [what, delivery, changes, expected] of [
  ['nothing', 'exact', {}, []],
  [
    'overwriting',
    'exact',
    { allowOverwrite: true },
    [
      'sinks.s3.allowOverwrite: on a store without conditional writes, a slow consumer that has lost its partition may replace a newer object',
    ],
  ],
  ['overwriting, which has no effect', 'dense', { allowOverwrite: true }, []],
  [
    'offsets that do not wait',
    'dense',
    { acknowledgements: false },
    [
      'sinks.s3.acknowledgements: offsets do not wait for storage, so a crash loses what is not stored',
    ],
  ],
  [
    'hidden names',
    'dense',
    { filenameTimeFormat: '_%s' },
    [
      "sinks.s3.filenameTimeFormat: Athena and others take objects whose names begin with '_' or '.' for hidden and do not read them",
    ],
  ],
] as const) {
  test(`with ${delivery}, the warnings of ${what}`, () => {
    const model = load(minimalPipeline({ top: { delivery }, sink: changes }));
    assert.deepEqual(pipelineWarnings(model), expected);
  });
}
