import { parseExact } from '../../../functions/cli/vrl/read-input.ts';
import type { ValueProgram } from '../../../functions/cli/vrl/value-program.ts';
import {
  compileProgram,
  type GeneratedProgram,
} from '../../../shared/transform/vrl/compile/compile-program.ts';
import type { Diagnostic } from '../../../shared/transform/vrl/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../../shared/transform/vrl/functions/library.ts';
import type { CallContext } from '../../../shared/transform/vrl/runtime/call-context.ts';
import { displayValue } from '../../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import { Timestamp } from '../../../shared/transform/vrl/runtime/timestamp.ts';
import { isObject, type Value } from '../../../shared/transform/vrl/runtime/value.ts';
import { modules } from 'sluice:vrl-runtime';

/** What a program makes of one event. */
export interface Outcome {
  /** Why it stopped; null: it came to its end. */
  readonly stopped: string | null;
  /** What its last expression gives; empty where it stopped. */
  readonly value: string;
  /** The event afterwards, as VRL prints it. */
  readonly event: string;
  /** Its metadata afterwards; empty where there is none. */
  readonly metadata: string;
  /** What `log` wrote. */
  readonly logged: readonly string[];
}

/** A place of the program that a diagnostic points at. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly severity: Diagnostic['severity'];
}

/** Everything that is to be seen of a program and events. */
export interface Run {
  readonly compiles: boolean;
  /** Errors or warnings, as VRL prints them; empty: none. */
  readonly diagnostics: string;
  readonly marks: readonly Mark[];
  /** The function that a package would hold. */
  readonly code: string;
  /** What is wrong with the events; null: nothing. */
  readonly inputFault: string | null;
  readonly outcomes: readonly Outcome[];
}

const library = libraryWith(() => {
  throw new TypeError('a page reads no files: try it by sluice vrl');
});

/** Modules of the runtime that are of no use in a browser, and why. */
const notHere: ReadonlyMap<string, string> = new Map([
  [
    'functions/encode-zstd',
    'encode_zstd is not in this page, as what writes zstd is too large for one: try it by sluice vrl',
  ],
]);

/** Compiles a program as a pipeline does, and runs it over events, each with this metadata, as `sluice vrl` does. */
export function runProgram(source: string, input: string, metadataInput = ''): Run {
  const compiled = compileProgram(source, library, 'values');
  if (!compiled.ok) {
    const diagnostics = renderDiagnostics(source, compiled.diagnostics);
    const marks = marksOf(compiled.diagnostics);
    return { compiles: false, diagnostics, marks, code: '', inputFault: null, outcomes: [] };
  }
  const { program } = compiled;
  const packed = compileProgram(source, library, 'events');
  const { inputFault, events } = readEvents(input);
  const metadata = readMetadata(metadataInput);
  const run = instantiate(program);
  const missing = program.helpers.flatMap(({ module }) => notHere.get(module) ?? []);
  const warnings = renderDiagnostics(source, program.warnings);
  return {
    compiles: true,
    diagnostics: [...missing, ...(warnings === '' ? [] : [warnings])].join('\n\n'),
    marks: marksOf(program.warnings),
    code: packed.ok ? packed.program.text : '',
    inputFault: inputFault ?? (metadata === null ? 'the metadata is no JSON object' : null),
    outcomes: events.map((event) => runOnce(run, event, metadata ?? {})),
  };
}

function marksOf(diagnostics: readonly Diagnostic[]): readonly Mark[] {
  return diagnostics.flatMap(({ labels, severity }) =>
    labels.filter(({ isPrimary }) => isPrimary).map(({ span }) => ({ ...span, severity })),
  );
}

/** Null: it is no object. */
function readMetadata(input: string): Value | null {
  if (input.trim() === '') return {};
  try {
    const metadata = parseExact(input);
    return isObject(metadata) ? metadata : null;
  } catch {
    return null;
  }
}

function runOnce(run: ValueProgram, text: string, given: Value): Outcome {
  const logged: string[] = [];
  const context: CallContext = {
    now: new Timestamp(Date.now(), 0),
    random: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    variables: {},
    log: (level, message) => logged.push(`${level}: ${message}`),
  };
  try {
    const ran = run(parseExact(text), given, context);
    if (!(ran instanceof Stop)) {
      const { event, metadata, value } = ran;
      const isEmpty = isObject(metadata) && Object.keys(metadata).length === 0;
      return {
        stopped: null,
        value: displayValue(value),
        event: displayValue(event),
        metadata: isEmpty ? '' : displayValue(metadata),
        logged,
      };
    }
    return { stopped: ran.message ?? 'aborted', value: '', event: '', metadata: '', logged };
  } catch (thrown) {
    // of a stand-in: Node has what a browser has not
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { stopped: message, value: '', event: '', metadata: '', logged };
  }
}

/** One JSON text over all lines, or one in each. */
function readEvents(input: string): Pick<Run, 'inputFault'> & { readonly events: string[] } {
  if (input.trim() === '') return { inputFault: null, events: ['{}'] };
  if (faultOf(input) === null) return { inputFault: null, events: [input] };
  const events: string[] = [];
  for (const [index, line] of input.split('\n').entries()) {
    if (line.trim() === '') continue;
    const fault = faultOf(line);
    if (fault !== null) {
      return { inputFault: `line ${index + 1} of the events is no JSON: ${fault}`, events };
    }
    events.push(line);
  }
  return { inputFault: null, events };
}

function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (thrown) {
    return (thrown as SyntaxError).message;
  }
}

function instantiate({ helpers, text }: GeneratedProgram): ValueProgram {
  const runtime: Record<string, unknown> = {};
  for (const { name, module } of helpers) runtime[name] = modules[module]?.[name];
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- our own compiler's text
  return new Function('runtime', text)(runtime) as ValueProgram;
}
