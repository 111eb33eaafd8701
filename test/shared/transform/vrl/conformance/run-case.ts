import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { instantiateProgram } from '../../../../../functions/cli/instantiate-program.ts';
import { parseExact } from '../../../../../functions/cli/vrl/read-input.ts';
import { displayValue } from '../../../../../shared/transform/vrl/runtime/display.ts';
import {
  compileProgram,
  type ProgramForm,
} from '../../../../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../../../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../../../../shared/transform/vrl/functions/library.ts';
import { Stop } from '../../../../../shared/transform/vrl/runtime/stop.ts';
import { Timestamp } from '../../../../../shared/transform/vrl/runtime/timestamp.ts';
import type { ValueProgram } from '../../../../../functions/cli/vrl/value-program.ts';
import type { ConformanceCase, Expected } from './case.ts';

const form: ProgramForm = 'values';
/** From where the paths of cases are. */
const root = join(import.meta.dirname, '../../../../..');
/** The table of the examples. */
const devices = {
  digest: 'devices of examples',
  headers: ['id', 'site', 'floor'],
  rows: [
    ['a1', 'Berlin', 3],
    ['b2', 'Berlin', 1],
    ['c3', 'Wien', 1],
  ],
};
const library = libraryWith((path) => readFileSync(resolve(root, path)), {
  names: ['devices'],
  find: () => devices,
});

/** What our compiler and the code it makes give for a case. */
export function runCase({ program, input }: ConformanceCase): Expected {
  const compiled = compileProgram(program, library, form);
  if (!compiled.ok) {
    const { diagnostics } = compiled;
    return {
      value: null,
      object: null,
      error: null,
      codes: diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      diagnostics: renderDiagnostics(program, diagnostics),
    };
  }
  const run = instantiateProgram<ValueProgram>(compiled.program);
  const context = {
    now: new Timestamp(Date.UTC(2024, 0, 1), 0),
    random: () => 0x12345678,
    variables: {},
    log: () => undefined,
  };
  const diagnostics = renderDiagnostics(program, compiled.program.warnings);
  const result = run(parseExact(input), {}, context);
  if (result instanceof Stop) {
    // as the oracle's is kept
    const error = (result.message ?? 'aborted').trimEnd();
    return { value: null, object: null, error, codes: [], diagnostics };
  }
  return {
    value: displayValue(result.value),
    object: displayValue(result.event),
    error: null,
    codes: [],
    diagnostics,
  };
}
