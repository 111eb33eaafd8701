import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { compileProgram } from '../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../shared/transform/vrl/functions/library.ts';
import { displayValue } from '../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../shared/transform/vrl/runtime/stop.ts';
import { noTables } from '../../shared/transform/vrl/functions/tables.ts';
import { vrlZone } from '../../shared/transform/vrl/runtime/time/zones.ts';
import type { Value } from '../../shared/transform/vrl/runtime/value.ts';
import type { Command, Terminal } from './command.ts';
import { instantiateProgram } from './instantiate-program.ts';
import { eventsOfLines } from './vrl/event-lines.ts';
import { runRepl } from './vrl/repl.ts';
import { toolContext } from './vrl/tool-context.ts';
import type { ValueProgram } from './vrl/value-program.ts';
import { readVrlArguments, type VrlArguments } from './vrl/vrl-arguments.ts';

const usage = `Usage: sluice vrl [PROGRAM | --program FILE] [--input FILE] [options]

Compiles a program of VRL, Vector's language, as a pipeline would, and runs it over events. Of each, what the program's
last expression gives is printed; why it stops at one goes to stderr. Where the program does not compile, or something
cannot be read, that goes to stderr, and the exit status is 70; 2, where the command line itself is wrong.

Without a program each line that is typed, or comes on stdin, is one: variables and the event go on from line to line.

  -p, --program FILE   the program, instead of PROGRAM
  -i, --input FILE     events, a line of JSON each; default: stdin, and on a terminal one event without fields
  -o, --print-object   print what became of the event instead
  -q, --quiet          says nothing at the beginning, where lines are typed
  -z, --timezone ZONE  of times without one, as a remap has it; left out, or local: UTC
  -r, --runtime ast    changes nothing
  --print-warnings     say what the compiler finds odd: values and variables that nobody uses
  --print-code         print the JavaScript that was made of the program, and run nothing
  --no-history         do not keep what is typed for the next time
  -h, --help           print this
`;

/** Exit statuses of VRL's own command line. */
const status = { usage: 2, failed: 70 } as const;

/** `sluice vrl`: tries a program of VRL on recorded events. */
export const vrl: Command = {
  name: 'vrl',
  summary: 'run a program of VRL over events, or line by line',
  usage,
  run: async (args, terminal) => {
    const given = readVrlArguments(args);
    if ('fault' in given) {
      terminal.err(`error: ${given.fault}\n  sluice vrl --help says what there is\n`);
      return status.usage;
    }
    if (given.asksForHelp) {
      terminal.out(usage);
      return 0;
    }
    const fault = (await runGiven(given, terminal))?.fault ?? null;
    if (fault === null) return 0;
    terminal.err(`${fault}\n`);
    return status.failed;
  },
};

interface Fault {
  readonly fault: string;
}

/** In the order in which VRL's own does it, so that of two faults the same one is told. */
async function runGiven(given: VrlArguments, terminal: Terminal): Promise<Fault | null> {
  const { programFile, printsObject, text, timezone } = given;
  const isTyped = text === null && programFile === null;
  const zone = zoneFault(timezone, isTyped);
  if (zone !== null) return zone;
  const read = given.printsCode ? '' : await readInput(given, isTyped, terminal);
  if (typeof read === 'object') return read;
  const events = eventsOfLines(read);
  if ('fault' in events) return events;
  if (isTyped) {
    await runRepl(events, given, terminal);
    return null;
  }
  const source = text ?? (await readText(programFile ?? '', terminal));
  if (typeof source === 'object') return source;
  const library = libraryWith(
    (path) => readFileSync(resolve(terminal.cwd, path)),
    noTables,
    timezone === '' ? null : timezone,
  );
  const compiled = compileProgram(source, library, 'values');
  if (!compiled.ok) return { fault: `\n${renderDiagnostics(source, compiled.diagnostics)}` };
  const { program } = compiled;
  if (given.printsWarnings && program.warnings.length > 0) {
    terminal.err(`\n${renderDiagnostics(source, program.warnings)}\n`);
  }
  if (given.printsCode) terminal.out(`${program.text}\n`);
  else runEvents(instantiateProgram(program), events, printsObject, terminal);
  return null;
}

/** `local` is UTC, as in a pipeline. The prompt has one library, which knows no other zone. */
function zoneFault(name: string, isTyped: boolean): Fault | null {
  const zone = vrlZone(name);
  if (zone !== null && (zone.utc || !isTyped)) return null;
  return zone === null
    ? { fault: `--timezone: there is no time zone '${name}'` }
    : {
        fault: `--timezone: got '${name}'; times without a zone are UTC at the prompt: give the program as an argument, or the function its zone, parse_timestamp(.at, "%F %T", timezone: "${name}")`,
      };
}

async function readInput(
  { inputFile }: VrlArguments,
  isTyped: boolean,
  terminal: Terminal,
): Promise<string | Fault> {
  if (inputFile !== null) return readText(inputFile, terminal);
  const { stdin, tty = null } = terminal;
  // lines that are typed are programs; and nobody types events
  return isTyped || tty !== null ? '' : asText('stdin', await buffer(stdin));
}

async function readText(file: string, { cwd }: Terminal): Promise<string | Fault> {
  try {
    return asText(`the file '${file}'`, await readFile(resolve(cwd, file)));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    return { fault: `the file '${file}' cannot be read (${code})` };
  }
}

function asText(name: string, bytes: Uint8Array): string | Fault {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: `${name} is not UTF-8` };
  }
}

/** A program that stops at an event says why, and goes on with the next one. */
function runEvents(
  program: ValueProgram,
  events: readonly Value[],
  printsEvent: boolean,
  { out, err, env }: Terminal,
): void {
  for (const event of events) {
    const result = program(event, {}, toolContext(err, env));
    if (result instanceof Stop) {
      err(`${result.message ?? 'aborted'}\n`);
    } else {
      out(`${displayValue(printsEvent ? result.event : result.value)}\n`);
    }
  }
}
