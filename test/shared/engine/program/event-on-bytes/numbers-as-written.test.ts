import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeJson, type Event, float, get, rename, set } from 'sluice';
import { JsonScanner } from '../../../../../shared/decode/json/scanner.ts';
import {
  EventOnBytes,
  Refusal,
} from '../../../../../shared/engine/program/event-on-bytes/event-on-bytes.ts';
import { cursorOf, plainSample, sampleChunk } from '../../../../support/splice-sample.ts';

const payload = '{"a":1.0,"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":"5"}';

/** The line that a program leaves; null where it asks for an object. */
function onBytes(program: (event: Event) => void): string | null {
  const scanner = new JsonScanner([], true);
  const cursor = cursorOf({ ...plainSample, value: payload });
  assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd));
  const source = new EventOnBytes([]);
  assert.ok(source.begin(scanner, cursor, sampleChunk));
  try {
    program(source.event);
    assert.equal(source.encode(), null);
    return source.encoded.written().toString();
  } catch (thrown) {
    if (thrown instanceof Refusal) return null;
    throw thrown;
  } finally {
    source.end();
  }
}

const lines: readonly [what: string, program: (event: Event) => void, line: string | null][] = [
  [
    'what nobody looks at',
    (event) => void (event['text'] = 'other'),
    '{"a":1.0,"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":"other"}',
  ],
  [
    'what is only converted',
    (event) => void (event['a'] = float(event['a']).or(0)),
    '{"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":"5","a":1.0}',
  ],
  [
    'a bigint that says the same',
    (event) => void (event['big'] = 9007199254740993n),
    '{"a":1.0,"n":{"x":1.50,"y":[2e2]},"text":"5","big":9007199254740993}',
  ],
  [
    'no number that took its place',
    (event) => void (event['a'] = 2),
    '{"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":"5","a":2}',
  ],
  [
    'no text that looks like the number there is now',
    (event) => void (event['text'] = 5),
    '{"a":1.0,"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":5}',
  ],
  [
    'what is copied',
    (event) => {
      event['b'] = event['big'];
      event['c'] = get(event, 'n.x');
      event['d'] = get(event, 'n.y[0]');
    },
    `${payload.slice(0, -1)},"b":9007199254740993,"c":1.50,"d":2e2}`,
  ],
  [
    'what is moved',
    (event) => rename(event, 'a', 'z'),
    '{"big":9007199254740993,"n":{"x":1.50,"y":[2e2]},"text":"5","z":1.0}',
  ],
  ['within an object only on an object', (event) => set(event, 'n.z', 1), null],
];

for (const [what, program, line] of lines) {
  test(`keeps ${what}`, () => {
    assert.equal(onBytes(program), line);
  });
}

test('JSON that a program makes has numbers as they are then', () => {
  const line = onBytes((event) => {
    event['a'] = float(event['a']).or(0);
    event['made'] = encodeJson(event).slice(-6);
  });
  assert.match(line ?? '', /"made":"\\"a\\":1\}"\}$/);
});
