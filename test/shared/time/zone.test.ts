import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeZone } from '../../../shared/time/zone.ts';

describe('a time zone', () => {
  for (const name of ['Asia/Seoul', 'Etc/UTC', 'GMT', '+09:00', '-03:30']) {
    it(`is found by ${name}`, () => assert.equal(timeZone(name)?.name, name));
  }
  for (const name of ['', 'local', 'Mars/Olympus', '../etc/passwd', '+25:00']) {
    it(`is not found by '${name}'`, () => assert.equal(timeZone(name), null));
  }

  it('answers the same however often and in whatever order it is asked', () => {
    const zone = timeZone('America/St_Johns');
    const start = Date.parse('2010-03-14T03:00:00Z');
    const times = Array.from({ length: 120 }, (_, minute) => start + minute * 60_000);
    const expected = times.map((time) => (time < start + 31 * 60_000 ? -12_600_000 : -9_000_000));
    assert.deepEqual(
      times.map((time) => zone?.offsetMs(time)),
      expected,
    );
    assert.deepEqual(
      times.toReversed().map((time) => zone?.offsetMs(time)),
      expected.toReversed(),
    );
  });
});
