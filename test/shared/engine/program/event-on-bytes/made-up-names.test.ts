import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedFields } from '../../../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../../../shared/decode/json/scanner.ts';
import { EventOnBytes } from '../../../../../shared/engine/program/event-on-bytes/event-on-bytes.ts';
import { cursorOf, noFields, plainSample, sampleChunk } from '../../../../support/splice-sample.ts';

test('names that a program makes up change nothing for the events that follow', () => {
  const fields = { ...noFields, key: 'message_key', topic: 'topic' };
  const source = new EventOnBytes(addedFields(fields));
  const scanner = new JsonScanner([], true);
  const cursor = cursorOf({ ...plainSample, value: '{ "a":1,"topic":2}' });
  for (let number = 0; number < 10_000; number += 1) {
    assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd));
    assert.ok(source.begin(scanner, cursor, sampleChunk), `event ${number}`);
    const { event } = source;
    const key = event['message_key'];
    event[`n${number}`] = number;
    event['message_key'] = `${key as string} ${number}`;
    assert.equal(event[`n${number}`], number);
    assert.equal(event[`n${number - 1}`], undefined);
    assert.equal(source.encode(), null);
    assert.equal(
      source.encoded.written().toString(),
      `{"a":1,"message_key":"test ${number}","topic":"devices \\"a\\"","n${number}":${number}}`,
    );
    source.end();
  }
});
