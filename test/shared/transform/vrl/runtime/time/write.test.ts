import assert from 'node:assert/strict';
import { it } from 'node:test';
import { timeItems } from '../../../../../../shared/transform/vrl/runtime/time/items.ts';
import { writeTime } from '../../../../../../shared/transform/vrl/runtime/time/write.ts';
import { vrlZone } from '../../../../../../shared/transform/vrl/runtime/time/zones.ts';
import { Timestamp } from '../../../../../../shared/transform/vrl/runtime/timestamp.ts';

const written = (format: string, epochMs: number, nanos = 0, zone = 'UTC'): string =>
  writeTime(new Timestamp(epochMs, nanos), timeItems(format), vrlZone(zone)!);

const noonMs = Date.parse('2026-07-01T12:00:00.000Z');

for (const [format, from, to] of [
  ['%f', '000000000', '007000009'],
  ['%T%.f', '12:00:00', '12:00:00.007000009'],
  ['%T%.3f', '12:00:00.000', '12:00:00.007'],
  ['%6f', '000000', '007000'],
  ['%+', '2026-07-01T12:00:00+00:00', '2026-07-01T12:00:00.007000009+00:00'],
] as const) {
  it(`tells two times of one second apart by ${format}`, () => {
    assert.equal(written(format, noonMs), from);
    assert.equal(written(format, noonMs + 7, 9), to);
    assert.equal(written(format, noonMs), from);
  });
}

it('tells neighbours apart that share no second', () => {
  const texts = [-1001, -1000, -1, 0, 999, 1000].map((ms) => written('%F %T', ms));
  assert.deepEqual(texts, [
    '1969-12-31 23:59:58',
    '1969-12-31 23:59:59',
    '1969-12-31 23:59:59',
    '1970-01-01 00:00:00',
    '1970-01-01 00:00:00',
    '1970-01-01 00:00:01',
  ]);
});

it('tells zones and formats apart within a second', () => {
  for (let round = 0; round < 2; round += 1) {
    assert.equal(written('%H %Z', noonMs, 0, 'Europe/Berlin'), '14 CEST');
    assert.equal(written('%H %Z', noonMs, 0, 'Asia/Tokyo'), '21 JST');
    assert.equal(written('%H %Z', noonMs), '12 UTC');
    assert.equal(written('%H', noonMs), '12');
  }
});
