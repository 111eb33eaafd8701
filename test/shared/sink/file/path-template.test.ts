import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePathTemplate, pathFault } from '../../../../shared/sink/file/path-template.ts';
import type { Event } from '../../../../shared/transform/model.ts';

const timeMs = Date.UTC(2026, 10, 26, 23, 30);

function rendered(template: string, event: object, zone = 'UTC'): unknown {
  const parsed = parsePathTemplate(template, zone);
  if (!parsed.ok) return parsed.faults;
  const made = parsed.template.render(timeMs, event as Event);
  if ('fault' in made) return { fault: made.fault };
  const fault = parsed.template.hasFields ? pathFault(made.path) : null;
  return fault === null ? made.path : { fault };
}

for (const [template, event, path, zone] of [
  ['/data/%Y-%m-%d.log', {}, '/data/2026-11-26.log'],
  ['/data/%F.log', {}, '/data/2026-11-27.log', 'Asia/Seoul'],
  ['logs/all.log', {}, 'logs/all.log'],
  ['/data/100%%.log', {}, '/data/100%.log'],
  ['/data/{{ a.b }}/{{c}}.log', { a: { b: 'x y' }, c: 7 }, '/data/x y/7.log'],
  ['/data/{{ a }}', { a: 'deep/er/x.log' }, '/data/deep/er/x.log'],
  ['/data/h{{ a }}', { a: '/var/log/x' }, '/data/h/var/log/x'],
  ['/data/{{ "a.b" }}-{{ t[0] }}.log', { 'a.b': 1.5, t: [true] }, '/data/1.5-true.log'],
  ['/data/{{ a }}.log', { a: 'ü=:%2F*' }, '/data/ü=:%2F*.log'],
] as const) {
  test(`${template} of ${JSON.stringify(event)} is ${path}`, () => {
    assert.equal(rendered(template, event, zone), path);
  });
}

for (const [value, fault] of [
  [undefined, '{{ a }} is missing: a path takes text'],
  [null, '{{ a }} is null: a path takes text'],
  [{}, '{{ a }} is an object: a path takes text'],
  [[], '{{ a }} is an array: a path takes text'],
  ['', '{{ a }} is an empty string: a path takes text'],
  ['../../etc/passwd', "the path holds '..' as a name"],
  ['..', "the path holds '..' as a name"],
  ['x/../y', "the path holds '..' as a name"],
  ['./x', "the path holds '.' as a name"],
  ['x/', 'the path ends with a folder'],
  ['x\0y', 'the path holds a control character'],
  ['x\ny', 'the path holds a control character'],
  ['\ud800', 'the path holds half a surrogate pair, which UTF-8 cannot write'],
  ['x'.repeat(256), 'the path holds a name of more than 255 bytes'],
  ['ü'.repeat(128), 'the path holds a name of more than 255 bytes'],
  ['x/'.repeat(600), 'the path has more than 1024 bytes'],
] as const) {
  test(`an event with ${JSON.stringify(value)?.slice(0, 30)} has no path`, () => {
    assert.deepEqual(rendered('/data/{{ a }}', { a: value }), { fault });
  });
}

test("a literal beside a value does not make '..' of it", () => {
  assert.deepEqual(rendered('/data/.{{ a }}/x', { a: '.' }), {
    fault: "the path holds '..' as a name",
  });
});

for (const template of [
  '/data/',
  '/data/../x',
  '/data//x',
  '/{{ a }}',
  '',
  '/data/{{ a',
  '/d/%Q',
]) {
  test(`'${template}' is no template`, () => {
    assert.ok(Array.isArray(rendered(template, { a: 'x' })));
  });
}

test('what events cannot leave is the folder before the first field or time', () => {
  const folderOf = (template: string): unknown => {
    const parsed = parsePathTemplate(template, 'UTC');
    return parsed.ok ? parsed.template.folder : parsed.faults;
  };
  assert.equal(folderOf('/data/a/b-{{ c }}/x'), '/data/a');
  assert.equal(folderOf('/b-{{ c }}/x'), '');
  assert.equal(folderOf('/data/%Y/x'), '/data');
});
