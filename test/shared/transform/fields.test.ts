import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rawNumber } from '../../../shared/raw-json.ts';
import { del, exists, get, rename, set, take } from '../../../shared/transform/fields.ts';
import type { Event, EventValue } from '../../../shared/transform/model.ts';

function sample(): Event {
  return { a: { b: [1, { c: 2 }, 3] }, 'x.y': 4, n: null, raw: rawNumber('1.0'), text: 'abc' };
}

describe('fields', () => {
  const found: [string, EventValue][] = [
    ['a.b[0]', 1],
    ['.a.b[1].c', 2],
    ['a.b[-1]', 3],
    ['"x.y"', 4],
    ['n', null],
    ['a.b[3]', null],
    ['a.b[-4]', null],
    ['a.c', null],
    ['text.length', null],
    ['text[0]', null],
    ['a.b.length', null],
    ['raw.rawJSON', null],
    ['constructor', null],
    ['a.__proto__', null],
  ];
  for (const [path, value] of found) {
    it(`hold ${JSON.stringify(value)} at ${path}`, () => {
      assert.deepEqual(get(sample(), path), value);
      assert.equal(exists(sample(), path), value !== null || path === 'n');
    });
  }

  const removed: [string, (event: Event) => void][] = [
    ['a', (event) => delete event['a']],
    ['"x.y"', (event) => delete event['x.y']],
    ['a.b[0]', (event) => (event['a'] as { b: EventValue[] }).b.shift()],
    ['a.b[-1]', (event) => (event['a'] as { b: EventValue[] }).b.pop()],
    ['a.b[1].c', (event) => ((event['a'] as { b: EventValue[] }).b[1] = {})],
    ['nothing', () => {}],
    ['a.b[9]', () => {}],
    ['a.b[-9]', () => {}],
    ['a.b.length', () => {}],
    ['text[0]', () => {}],
    ['text.a', () => {}],
    ['n.a', () => {}],
  ];
  for (const [path, otherwise] of removed) {
    it(`are removed at ${path} by del and take`, () => {
      const [deleted, taken, expected] = [sample(), sample(), sample()];
      otherwise(expected);
      const before = get(taken, path);
      assert.equal(del(deleted, path), undefined);
      assert.deepEqual(take(taken, path), before);
      assert.deepEqual(deleted, expected);
      assert.deepEqual(taken, expected);
    });
  }

  const written: [string, Event, Event][] = [
    ['a', {}, { a: 7 }],
    ['a.b', {}, { a: { b: 7 } }],
    ['a.b', { a: { c: 1 } }, { a: { c: 1, b: 7 } }],
    ['a.b', { a: 'text' }, { a: { b: 7 } }],
    ['a.b', { a: [1] }, { a: { b: 7 } }],
    ['a.b', { a: rawNumber('1.0') }, { a: { b: 7 } }],
    ['a.b', { a: new Date(0) }, { a: { b: 7 } }],
    ['a[2].b', {}, { a: [null, null, { b: 7 }] }],
    ['a[-1]', { a: [1, 2] }, { a: [1, 7] }],
    ['a[0]', { a: { b: 1 } }, { a: [7] }],
  ];
  for (const [path, before, after] of written) {
    it(`are made at ${path} within ${JSON.stringify(before)}`, () => {
      set(before, path, 7);
      assert.deepEqual(before, after);
    });
  }

  it('named __proto__ are fields like others', () => {
    const event: Event = {};
    set(event, '__proto__', 1);
    set(event, 'a.__proto__.polluted', 1);
    assert.equal(JSON.stringify(event), '{"__proto__":1,"a":{"__proto__":{"polluted":1}}}');
    assert.equal(({} as Event)['polluted'], undefined);
    del(event, '__proto__');
    assert.equal(exists(event, '__proto__'), false);
  });

  it('are not filled up without end', () => {
    assert.throws(() => set({}, 'a[10000]', 1), RangeError);
    assert.throws(() => set({ a: [1] }, 'a[-2]', 1), RangeError);
  });

  it('are renamed, and stay where there is nothing to rename', () => {
    const event = sample();
    rename(event, 'a.b', 'list');
    rename(event, 'missing', 'text');
    assert.deepEqual(event['list'], [1, { c: 2 }, 3]);
    assert.deepEqual(event['a'], {});
    assert.equal(event['text'], 'abc');
  });

  for (const path of ['', '.', 'a..b', 'a b', '[0]', 'a[x]', '"a', 'a.', '""', 'a"b"', '{a}']) {
    it(`have no path '${path}'`, () => {
      assert.throws(() => get({}, path), { name: 'TypeError', message: /a field's path is/ });
    });
  }
});
