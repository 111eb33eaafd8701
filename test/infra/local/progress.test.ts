import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProgress } from '../../../infra/local/progress.ts';

function shownOn(isTTY: boolean, advances: readonly number[]): string {
  let shown = '';
  const progress = startProgress('downloading x', 50_000_000, {
    isTTY,
    write: (text) => (shown += text),
  });
  for (const bytes of advances) progress.advance(bytes);
  progress.finish();
  return shown;
}

test('on a terminal one line is redrawn, from nothing to all', () => {
  const frames = shownOn(true, [10_000_000, 15_000_000]).split('\r').slice(1);
  assert.equal(frames.length, 4);
  assert.match(frames[0] ?? '', /^downloading x ░{30} 0 % {2}0 of 50 MB/);
  assert.match(frames[2] ?? '', /^downloading x █{15}░{15} 50 % {2}25 of 50 MB/);
  assert.match(frames[3] ?? '', /^downloading x █{30} 100 % {2}50 of 50 MB.*\n$/s);
});

test('elsewhere there is a line per tenth, and no control characters', () => {
  const lines = shownOn(false, [1_000_000, 1_000_000, 23_000_000]);
  assert.equal(
    lines,
    'downloading x: 50 MB\ndownloading x: 50 % of 50 MB\ndownloading x: 100 % of 50 MB\n',
  );
});

test('more bytes than announced are shown as all of them', () => {
  assert.match(shownOn(true, [80_000_000]), / 100 % {2}50 of 50 MB/);
});
