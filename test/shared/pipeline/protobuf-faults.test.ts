import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import { checkPipeline } from '../../../shared/pipeline/load.ts';
import type { FindMessages } from '../../../shared/pipeline/messages.ts';
import { buildFaultsOf, faultsOf, minimalPipeline } from '../../support/minimal-pipeline.ts';

const pipelineWith = (decoding: object): object => minimalPipeline({ source: { decoding } });
const of = (protobuf: object): object => pipelineWith({ codec: 'protobuf', protobuf });

const at = 'sources.kafka.decoding.protobuf';
const table: readonly (readonly [what: string, pipeline: object, faults: readonly string[]])[] = [
  [
    'nothing said',
    pipelineWith({ codec: 'protobuf' }),
    [
      `${at}.descFile: is missing; give a compiled descriptor set, or protoFiles`,
      `${at}.messageType: is missing; give the full name of a message, 'package.Message'`,
    ],
  ],
  [
    'two schemas',
    of({ descFile: 'a.desc', protoFiles: ['a.proto'], messageType: 'A' }),
    [`${at}.protoFiles: is given, and descFile is too; give one of them`],
  ],
  [
    'folders for a descriptor set',
    of({ descFile: 'a.desc', importPaths: ['..'], messageType: 'A' }),
    [`${at}.importPaths: is for protoFiles; a descriptor set holds its imports`],
  ],
  [
    "Vector's spelling, and words that are none",
    of({ desc_file: 'a.desc', messageType: 'a/b', int64: 'bigint', enums: 1 }),
    [
      `${at}.desc_file: no such option (did you mean 'descFile'?)`,
      `${at}.messageType: got the text 'a/b'; allowed: the full name of a message, 'package.Message'`,
      `${at}.int64: got the text 'bigint'; allowed: 'number' or 'string'`,
      `${at}.enums: got the number 1; allowed: 'name' or 'number'`,
      `${at}.descFile: is missing; give a compiled descriptor set, or protoFiles`,
    ],
  ],
  [
    'another codec',
    pipelineWith({ codec: 'json', protobuf: { descFile: 'a.desc', messageType: 'A' } }),
    [`${at}: is given, but codec is 'json'; write codec: 'protobuf'`],
  ],
];

describe('the options of protobuf', () => {
  for (const [what, pipeline, expected] of table) {
    it(`are told all that is wrong: ${what}`, () => {
      const faults = faultsOf(pipeline);
      assert.equal(faults.length, expected.length, faults.join('\n'));
      for (const [index, fault] of expected.entries()) {
        assert.ok(faults[index]?.startsWith(fault), faults[index]);
      }
    });
  }

  it('have to be known when the pipeline is built', () => {
    const faults = buildFaultsOf(of({ descFile: '${SCHEMA}', messageType: 'A' }));
    assert.deepEqual(faults, [
      `${at}.descFile: has to be known where the pipeline is checked and built: set its variable, or write a default as \${NAME:-default}`,
    ]);
    assert.deepEqual(buildFaultsOf(of({ descFile: '${SCHEMA:-a.desc}', messageType: 'A' })), []);
  });

  it('are told what the compiler has found', () => {
    const messages: FindMessages = () => ({
      faults: [
        { option: 'descFile', message: 'is no descriptor set' },
        { option: null, message: 'cannot be' },
      ],
    });
    const pipeline = of({ descFile: 'a.desc', messageType: 'A' });
    assert.throws(
      () => checkPipeline(pipeline, { env: {}, messages }),
      (error) =>
        error instanceof SluiceError &&
        error.message.endsWith(
          `has 2 faults:\n  - ${at}.descFile: is no descriptor set\n  - ${at}: cannot be`,
        ),
    );
    assert.throws(() => checkPipeline(pipeline, { env: {} }), /no schema is read here/);
  });
});
