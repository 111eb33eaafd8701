import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventValue } from '../../../../shared/transform/model.ts';
import { typeText } from '../../../../shared/encode/columns/column-type.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import { del, encodeJson, remap, route } from '../../../../shared/pipeline/api.ts';
import { checkPipeline } from '../../../../shared/pipeline/load.ts';
import type { FindMessages } from '../../../../shared/pipeline/messages.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { minimalPipeline } from '../../../support/minimal-pipeline.ts';
import { columnsOf } from '../../../support/read-parquet.ts';

/** A message of two fields; `a.Large` has too many. */
const messages: FindMessages = (options) => {
  const found = fakeMessages(options);
  const columns = columnsOf({ id: 'bigint', name: 'string' });
  return {
    ...found,
    columns: 'messageType' in options && options.messageType === 'a.Large' ? null : columns,
  };
};

const decoding = (messageType: string): object => ({
  decoding: { codec: 'protobuf', protobuf: { descFile: 'a.desc', messageType } },
});
const onlyKey = { topicKey: null, partitionKey: null, offsetKey: null, headersKey: null };
const quiet = { ...onlyKey, timestampKey: null, sourceTypeKey: null, keyField: 'key' };

/** Columns as `name type`, of a sink behind transforms. */
function columnsBehind(
  transforms: Readonly<Record<string, object>>,
  inputs: readonly string[],
  source: object = {},
  parquet: object = {},
): readonly string[] | null {
  const definition = minimalPipeline({
    source: { ...decoding('a.B'), ...quiet, ...source },
    sink: { inputs, encoding: { codec: 'parquet', parquet } },
    top: { transforms },
  });
  const { model } = checkPipeline(definition, { env: {}, messages });
  const encoding = model.sinks.get('s3')?.encoding;
  assert.ok(encoding?.codec === 'parquet');
  return encoding.columns?.map(({ name, type }) => `${name} ${typeText(type)}`) ?? null;
}

const inputs = ['kafka'];

test('metadata stands behind the fields of the message, and in place of them', () => {
  assert.deepEqual(
    columnsBehind({}, inputs, {
      topicKey: 'topic',
      partitionKey: 'partition',
      offsetKey: 'offset',
      headersKey: 'headers',
      timestampKey: 'timestamp',
      sourceTypeKey: 'source_type',
      keyField: 'id',
    }),
    [
      'id string',
      'name string',
      'topic string',
      'partition int',
      'offset bigint',
      'headers map<string,string>',
      'timestamp timestamp',
      'source_type string',
    ],
  );
});

type Remap = (event: Record<string, EventValue>) => Record<string, EventValue> | string | void;

const programs: readonly (readonly [what: string, program: Remap, columns: readonly string[]])[] = [
  [
    'deletes and sets',
    (event) => {
      del(event, 'name');
      event['site'] = 'north';
      event['one'] = 1;
      event['half'] = 0.5;
      event['on'] = true;
      event['none'] = null;
    },
    ['id bigint', 'key string', 'site string', 'one bigint', 'half double', 'on boolean'],
  ],
  ['makes text of the event', (event) => encodeJson(event), ['message string']],
  [
    'computes: what it deletes first is gone, what it sets is for the rest',
    (event) => {
      del(event, 'key');
      event['length'] = Object.keys(event).length;
    },
    ['id bigint', 'name string'],
  ],
];

for (const [what, program, columns] of programs) {
  test(`behind a transform that ${what}`, () => {
    assert.deepEqual(columnsBehind({ one: remap({ inputs, program }) }, ['one']), columns);
  });
}

test('behind a route and from several sides, where one type is not another', () => {
  const transforms = {
    split: route({ inputs, routes: { all: () => true } }),
    typed: remap({
      inputs: ['split.all'],
      program: (event) => {
        event['id'] = 'text';
        event['more'] = true;
      },
    }),
  };
  const columns = columnsBehind(transforms, ['typed', 'split._unmatched']);
  assert.deepEqual(columns, ['id json', 'name string', 'key string', 'more boolean']);
});

test('nothing is known of what a reduce makes', () => {
  const grouped = { type: 'reduce', inputs, mergeStrategies: { id: 'array' } };
  assert.equal(columnsBehind({ grouped }, ['grouped']), null);
});

test('columns can be added, and put in place of others', () => {
  const parquet = {
    addColumns: { NAME: 'json', length: 'int' },
    unknownFields: 'drop',
    onTypeConflict: 'dead_letter',
  };
  assert.deepEqual(columnsBehind({}, inputs, {}, parquet), [
    'id bigint',
    'NAME json',
    'key string',
    'length int',
  ]);
});

test('a schema that is given is all there is', () => {
  assert.deepEqual(columnsBehind({}, inputs, {}, { schema: { a: 'int' } }), ['a int']);
});

test('without messages that say them, columns follow from events', () => {
  assert.equal(columnsBehind({}, inputs, { decoding: { codec: 'json' } }), null);
  assert.equal(columnsBehind({}, inputs, decoding('a.Large')), null);
});

for (const [what, parquet, source, fault] of [
  [
    'where a schema says all',
    { schema: { a: 'int' }, addColumns: { b: 'int' } },
    {},
    /schema is too/,
  ],
  [
    'where no message says the others',
    { addColumns: { b: 'int' } },
    { decoding: { codec: 'json' } },
    /is for sources of protobuf/,
  ],
] as const) {
  test(`columns to be added are refused ${what}`, () => {
    assert.throws(
      () => columnsBehind({}, inputs, source, parquet),
      (error: unknown) => error instanceof SluiceError && fault.test(error.message),
    );
  });
}
