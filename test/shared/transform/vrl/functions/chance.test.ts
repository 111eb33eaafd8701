import assert from 'node:assert/strict';
import test from 'node:test';
import type { CallContext } from '../../../../../shared/transform/vrl/runtime/call-context.ts';
import { Failure } from '../../../../../shared/transform/vrl/runtime/failure.ts';
import { parseKlog } from '../../../../../shared/transform/vrl/runtime/functions/parse-klog.ts';
import { parseSyslog } from '../../../../../shared/transform/vrl/runtime/functions/parse-syslog.ts';
import { randomBytes } from '../../../../../shared/transform/vrl/runtime/functions/random-bytes.ts';
import { randomFloat } from '../../../../../shared/transform/vrl/runtime/functions/random-float.ts';
import { randomInt } from '../../../../../shared/transform/vrl/runtime/functions/random-int.ts';
import { uuidV4 } from '../../../../../shared/transform/vrl/runtime/functions/uuid-v4.ts';
import { uuidV7 } from '../../../../../shared/transform/vrl/runtime/functions/uuid-v7.ts';
import { timestampText } from '../../../../../shared/transform/vrl/runtime/timestamp-text.ts';
import { Timestamp } from '../../../../../shared/transform/vrl/runtime/timestamp.ts';
import { floatOf } from '../../../../../shared/transform/vrl/runtime/value.ts';

/** A context of numbers that count up by a large step. */
function contextOf(now: string): CallContext {
  let state = 0;
  return {
    now: new Timestamp(Date.parse(now), 0),
    random: () => (state = (state + 0x9e3779b9) >>> 0),
    variables: {},
    log: () => undefined,
  };
}

test('the same chance gives the same UUIDs, of the right version and variant', () => {
  const first = uuidV4(contextOf('2024-01-02T00:00:00Z'));
  assert.equal(first, uuidV4(contextOf('2024-01-02T00:00:00Z')));
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a UUID of version 7 begins with the milliseconds of its time', () => {
  const context = contextOf('2024-01-02T03:04:05.678Z');
  const hex = uuidV7(context, undefined).replaceAll('-', '');
  assert.equal(Number.parseInt(hex.slice(0, 12), 16), Date.parse('2024-01-02T03:04:05.678Z'));
  assert.equal(hex[12], '7');
});

test('numbers of chance stay within their bounds', () => {
  const context = contextOf('2024-01-02T00:00:00Z');
  for (let count = 0; count < 1000; count++) {
    const integer = randomInt(context, -3, 4);
    assert.ok(typeof integer === 'number' && integer >= -3 && integer < 4);
    const float = randomFloat(context, floatOf(1), floatOf(2));
    const value = typeof float === 'number' ? float : 'value' in float ? float.value : Number.NaN;
    assert.ok(value >= 1 && value < 2);
  }
  const bytes = randomBytes(context, 5);
  assert.ok(bytes instanceof Uint8Array || typeof bytes === 'string');
});

test('a line without a year is of the year of the epoch, or of December before it', () => {
  const line = 'I1231 23:59:59.000000 1 a.go:2] m';
  for (const [now, expected] of [
    ['2024-06-01T00:00:00Z', '2024-12-31T23:59:59Z'],
    ['2025-01-01T00:00:00Z', '2024-12-31T23:59:59Z'],
  ] as const) {
    const fields = parseKlog(contextOf(now), line);
    assert.ok(!(fields instanceof Failure) && fields['timestamp'] instanceof Timestamp);
    assert.equal(timestampText(fields['timestamp']), expected);
  }
  const message = parseSyslog(
    contextOf('2025-01-01T00:00:00Z'),
    '<13>Dec 31 23:59:59 host app[7]: hi',
  );
  assert.deepEqual(message, {
    appname: 'app',
    facility: 'user',
    hostname: 'host',
    message: 'hi',
    procid: 7,
    severity: 'notice',
    timestamp: new Timestamp(Date.parse('2024-12-31T23:59:59Z'), 0),
  });
});
