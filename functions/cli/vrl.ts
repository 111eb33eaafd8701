import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { compileProgram } from '../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../shared/transform/vrl/functions/library.ts';
import { displayValue } from '../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../shared/transform/vrl/runtime/stop.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { instantiateProgram } from './instantiate-program.ts';
import { toolContext } from './vrl/tool-context.ts';
import { parseExact } from './vrl/read-input.ts';
import { runRepl } from './vrl/repl.ts';
import type { ValueProgram } from './vrl/value-program.ts';
import type { Value } from '../../shared/transform/vrl/runtime/value.ts';

const usage = `Usage: sluice vrl [--program FILE] [--input FILE] [options]

Compiles a program of VRL, Vector's language, as a pipeline would, and runs it over events. Of each, what the program's
last expression gives is printed. Where it does not compile, diagnostics go to stderr, and the exit status is 70.

Without a program each line that is typed, or comes on stdin, is one: variables and the event go on from line to line.

  --program FILE   the program
  --input FILE     events, a line of JSON each; default: one event without fields
  --quiet          says nothing at the beginning, where lines are typed
  --print-object   print what became of the event instead
  --print-warnings say what the compiler finds odd: values and variables that nobody uses
  --print-code     print the JavaScript that was made of the program, and run nothing
  --help           print this
`;

/** `sluice vrl`: tries a program of VRL on recorded events. */
export const vrl: Command = {
  name: 'vrl',
  summary: 'run a program of VRL over events, or line by line',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      program: 'string',
      input: 'string',
      quiet: 'boolean',
      'print-object': 'boolean',
      'print-code': 'boolean',
      'print-warnings': 'boolean',
    } as const;
    const { values } = readArguments(args, kinds, []);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    if (values.program === undefined) {
      if (values['print-object'] === true || values['print-code'] === true) {
        throw usageError('--program is missing');
      }
      const input = values.input === undefined ? '{}' : await readText(values.input, terminal);
      const events = [...eventsOf(input)];
      await runRepl(events.length === 0 ? [{}] : events, values.quiet === true, terminal);
      return 0;
    }
    const source = await readText(values.program, terminal);
    const library = libraryWith((path) => readFileSync(resolve(terminal.cwd, path)));
    const compiled = compileProgram(source, library, 'values');
    if (!compiled.ok) {
      terminal.err(`\n${renderDiagnostics(source, compiled.diagnostics)}\n`);
      return 70;
    }
    const { program } = compiled;
    if (values['print-warnings'] === true && program.warnings.length > 0) {
      terminal.err(`\n${renderDiagnostics(source, program.warnings)}\n`);
    }
    if (values['print-code'] === true) {
      terminal.out(`${program.text}\n`);
      return 0;
    }
    const input = values.input === undefined ? '{}' : await readText(values.input, terminal);
    runLines(instantiateProgram(program), input, values['print-object'] === true, terminal);
    return 0;
  },
};

async function readText(file: string, { cwd }: Terminal): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new SluiceError('CONFIG_INVALID', `the file '${file}' cannot be read (${code})`, {
      cause,
    });
  }
}

/** A program that stops at an event says why, and goes on with the next one. */
function runLines(
  program: ValueProgram,
  input: string,
  printsEvent: boolean,
  { out, err, env }: Terminal,
): void {
  for (const event of eventsOf(input)) {
    const result = program(event, {}, toolContext(err, env));
    if (result instanceof Stop) {
      err(`${result.message ?? 'aborted'}\n`);
    } else {
      out(`${displayValue(printsEvent ? result.event : result.value)}\n`);
    }
  }
}

/** @throws {SluiceError} CONFIG_INVALID with the number of a line that is no JSON, when that is reached */
function* eventsOf(input: string): Generator<Value> {
  for (const [index, line] of input.split('\n').entries()) {
    if (line.trim() === '') continue;
    let event;
    try {
      event = parseExact(line);
    } catch (cause) {
      throw new SluiceError('CONFIG_INVALID', `line ${index + 1} of the input is no JSON`, {
        cause,
      });
    }
    yield event;
  }
}
