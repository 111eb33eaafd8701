import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../../shared/decode/protobuf/compile/instantiate.ts';
import { MessageEncoder } from '../../../../shared/encode/protobuf/message-encoder.ts';
import type { Event, EventValue } from '../../../../shared/transform/model.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { hostileNumber, hostileValue } from '../../../support/hostile-json.ts';
import { expectedJson } from '../../../support/protobuf/expected-json.ts';
import {
  defaultOptions,
  descriptorOf,
  descriptorSource,
} from '../../../support/protobuf/features.ts';

const options = { ...defaultOptions, messageType: 'features.v3.All' };
const { tables, text, topLevelNames } = compileMessage(descriptorSource, options);
const encoder = new MessageEncoder(tables);
const codec = instantiate(text);

/** The message of an event, without its length; null where it is refused. */
function encoded(event: Event): Buffer | null {
  const message = encoder.encode(event);
  if ('fault' in message) {
    assert.match(message.fault, /^field '.+': \S.+/s);
    return null;
  }
  const file = Buffer.from(message.bytes);
  let start = 1;
  while (file[start - 1]! > 127) start += 1;
  return file.subarray(start);
}

function eventOf(line: string): Event {
  const bytes = Buffer.from(line);
  return parseObject(bytes, 0, bytes.length, true);
}

describe('whatever an event holds', () => {
  it('is refused with its place, or is a message to another implementation, and the same when written again', () => {
    const names = topLevelNames ?? assert.fail();
    const fields = fc.array(fc.tuple(fc.constantFrom(...names), hostileValue), { maxLength: 4 });
    let messages = 0;
    fc.assert(
      fc.property(fields, (all) => {
        const held = [...new Map(all)].map(([name, value]) => `${JSON.stringify(name)}:${value}`);
        const bytes = encoded(eventOf(`{${held.join(',')}}`));
        if (bytes === null) return;
        messages += 1;
        expectedJson(bytes, options);
        const event = codec.parse(bytes, 0, bytes.length);
        assert.ok(event !== null, codec.describeFailure());
        const again = encoded(event);
        assert.ok(again !== null);
        assert.deepEqual(codec.parse(again, 0, again.length), event);
      }),
      { numRuns: fuzzRuns(2000) },
    );
    assert.ok(messages > 200, String(messages));
  });

  const kinds = ['int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'fixed32', 'fixed64'];
  for (const kind of [...kinds, 'sfixed32', 'sfixed64', 'double', 'float']) {
    const field = `${kind}_value`;
    assert.ok(descriptorOf(options.messageType).fields.some(({ name }) => name === field));
    it(`a number is that of its ${kind}, or refused`, () => {
      fc.assert(
        fc.property(hostileNumber, (json) => {
          const bytes = encoded(eventOf(`{"${field}":${json}}`));
          if (bytes === null) return;
          const event = codec.parse(bytes, 0, bytes.length) as Event;
          assert.ok(
            isSame(event[field] ?? 0, json, kind),
            `${json} became ${JSON.stringify(Number(event[field]))}`,
          );
        }),
        { numRuns: fuzzRuns(300) },
      );
    });
  }
});

function isSame(read: EventValue, json: string, kind: string): boolean {
  const number = Number(read);
  if (kind === 'double') return number === Number(json);
  if (kind === 'float') return Math.fround(number) === Math.fround(Number(json));
  return /^-?\d+$/.test(json)
    ? BigInt(read as number | bigint) === BigInt(json)
    : number === Number(json);
}
