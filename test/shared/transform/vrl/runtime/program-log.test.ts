import assert from 'node:assert/strict';
import test from 'node:test';
import { programsCompiler } from '../../../../../functions/cli/programs-compiler.ts';
import { programLines } from '../../../../../shared/program-lines.ts';
import type { ProgramContext } from '../../../../../shared/transform/model.ts';
import { type EventProgram, remapOf } from '../../../../../shared/transform/vrl/runtime/remap.ts';
import { ProgramLog } from '../../../../../shared/transform/vrl/runtime/program-log.ts';

function logged(): { readonly log: ProgramLog; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = new ProgramLog((level, message, keys) => lines.push({ level, message, ...keys }));
  return { log, lines };
}

test('a message comes once within its seconds, and the next line says how many were left out', () => {
  const { log, lines } = logged();
  for (const ms of [0, 10, 900, 1000]) log.log('info', 'bad', 1, ms);
  assert.deepEqual(lines, [
    { level: 'info', message: 'bad' },
    { level: 'info', message: 'bad', leftOut: 2 },
  ]);
});

test('a flood of other messages is ten lines a second', () => {
  const { log, lines } = logged();
  for (let count = 0; count < 500; count++) log.log('warn', `event ${count}`, 1, 5000);
  log.log('warn', 'next', 1, 6000);
  assert.equal(lines.length, 11);
  assert.equal(lines.at(-1)?.['leftOut'], 490);
});

test('what a program logs goes to the log of the process, at its level', (t) => {
  const compiled = programsCompiler('.')(
    { source: 'log("bad " + string!(.a), level: "warn")', file: null, use: 'remap' },
    'transforms.a.source',
  );
  assert.ok('program' in compiled);
  const ends = { dropOnAbort: true, dropOnError: false, reroute: null };
  const program = remapOf(compiled.program as EventProgram, ends);
  const lines: unknown[] = [];
  programLines.write = (...line) => lines.push(line);
  t.after(() => (programLines.write = null));
  const place = { topic: 't', partition: 0, offset: 0n, timestampMs: 0, openedAtMs: 0 };
  program({ a: 'one' }, { ...place, timestampField: null } as ProgramContext);
  assert.deepEqual(lines, [['warn', 'bad one', {}]]);
});
