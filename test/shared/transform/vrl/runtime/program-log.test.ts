import assert from 'node:assert/strict';
import test from 'node:test';
import { ProgramLog } from '../../../../../shared/transform/vrl/runtime/program-log.ts';

function logged(): { readonly log: ProgramLog; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = new ProgramLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  return { log, lines };
}

test('a message comes once within its seconds, and the next line says how many were left out', () => {
  const { log, lines } = logged();
  for (const ms of [0, 10, 900, 1000]) log.log('info', 'bad', 1, ms);
  assert.deepEqual(lines, [
    { level: 'INFO', message: 'bad', timestamp: '1970-01-01T00:00:00.000Z', source: 'vrl' },
    {
      level: 'INFO',
      message: 'bad',
      timestamp: '1970-01-01T00:00:01.000Z',
      source: 'vrl',
      leftOut: 2,
    },
  ]);
});

test('a flood of other messages is ten lines a second', () => {
  const { log, lines } = logged();
  for (let count = 0; count < 500; count++) log.log('warn', `event ${count}`, 1, 5000);
  log.log('warn', 'next', 1, 6000);
  assert.equal(lines.length, 11);
  assert.equal(lines.at(-1)?.['leftOut'], 490);
});
