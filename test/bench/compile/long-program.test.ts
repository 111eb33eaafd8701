import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compileProgram } from '../../../shared/transform/vrl/compile/compile-program.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { longProgram, programLines } from './long-program.ts';

it('the program that the compiler is measured by has 300 lines, compiles, and holds nothing that is not used', () => {
  const source = longProgram();
  assert.equal(source.trimEnd().split('\n').length, programLines);
  const compiled = compileProgram(source, library, 'events');
  assert.ok(compiled.ok);
  assert.deepEqual(compiled.program.warnings, []);
});
