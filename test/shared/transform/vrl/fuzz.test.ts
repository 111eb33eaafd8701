import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileProgram } from '../../../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../../../shared/transform/vrl/diagnostics/render.ts';
import { library } from '../../../../shared/transform/vrl/functions/library.ts';

const pieces = [
  '.', '%', '.a', '."b c"', '[0]', '[-1]', 'x', 'err', '_', '=', '|=', ',', '(', ')', '{', '}', '[', ']',
  ':', ';', '\n', ' ', '+', '-', '*', '/', '==', '!=', '<', '>=', '&&', '||', '??', '|', '!', '->',
  '|k, v|', 'if', 'else', 'abort', 'return', 'true', 'null', '1', '1.5', '"s"', '"{{ x }}"', "r'a'",
  "t'2024-01-02T03:04:05Z'", "s'raw'", 'upcase', 'parse_json!', 'del(', 'exists(', 'for_each(',
  '# comment\n', '"', "'", '\\', '😀', '\u0000',
] as const; // prettier-ignore

/** Compiles it in both forms; a program that does not compile says why, with a place in it. */
function compiles(source: string): void {
  for (const form of ['values', 'events'] as const) {
    const compiled = compileProgram(source, library, form);
    if (compiled.ok) {
      // it is JavaScript at least
      // oxlint-disable-next-line typescript/no-implied-eval -- our own compiler's text
      assert.equal(typeof new Function('runtime', compiled.program.text), 'function');
    } else {
      assert.ok(compiled.diagnostics.length > 0);
      assert.match(renderDiagnostics(source, compiled.diagnostics), /^error\[E\d+\]: /);
    }
  }
}

test('any text compiles or gets a diagnostic', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), compiles), { numRuns: 200 });
});

test('any tokens in any order compile or get a diagnostic', () => {
  const source = fc.array(fc.constantFrom(...pieces), { maxLength: 25 });
  fc.assert(
    fc.property(source, (tokens) => {
      compiles(tokens.join(''));
      compiles(tokens.join(' '));
    }),
    { numRuns: 700 },
  );
});

test('nesting without end is refused, not a crash', () => {
  for (const open of ['(', '[', '{', '!(', 'x = ', 'if true { ', '{ "a": ', 'upcase(']) {
    compiles(open.repeat(20_000));
  }
  compiles(`1${' + 1'.repeat(2000)}`);
  compiles(`x = 1\n${'if x == 1 { x } else '.repeat(2000)}{ x }`);
  compiles(`${'!'.repeat(20_000)}true`);
});
