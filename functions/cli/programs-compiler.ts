import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { shown } from '../../shared/pipeline/faults.ts';
import type { FindProgram, ProgramModel, ProgramOptions } from '../../shared/pipeline/programs.ts';
import { boolean } from '../../shared/transform/vrl/check/kind.ts';
import { kindText } from '../../shared/transform/vrl/check/kind-text.ts';
import {
  type CompiledProgram,
  compileProgram,
} from '../../shared/transform/vrl/compile/compile-program.ts';
import { operationsOf } from '../../shared/transform/vrl/compile/operations.ts';
import { renderDiagnostics } from '../../shared/transform/vrl/diagnostics/render.ts';
import { libraryWith } from '../../shared/transform/vrl/functions/library.ts';
import { type EnrichmentTables, noTables } from '../../shared/transform/vrl/functions/tables.ts';
import { vrlZone } from '../../shared/transform/vrl/runtime/time/zones.ts';
import { instantiateProgram } from './instantiate-program.ts';

/** What was generated for a program. */
export interface GeneratedRemap {
  readonly facts: Omit<ProgramModel, 'program'>;
  readonly options: ProgramOptions;
  /** The option that holds it. */
  readonly path: string;
  /** What the compiler finds odd, for people; empty mostly. */
  readonly warnings: string;
  readonly generated: Pick<CompiledProgram, 'helpers' | 'text'>;
}

/**
 * Compiles the VRL of a pipeline.
 *
 * @param folder of the pipeline file
 * @param tables that programs may look rows up in
 * @param onGenerated is told of each program
 */
export function programsCompiler(
  folder: string,
  tables: EnrichmentTables = noTables,
  onGenerated: (program: GeneratedRemap) => void = () => undefined,
): FindProgram {
  return (options, path) => {
    /** Schemas that the program names, by path, and what tells its tables apart. */
    const files = new Map<string, Buffer | string>();
    const zone = zoneOf(options);
    if (zone !== null && typeof zone === 'object') return zone;
    const library = libraryWith(
      (file) => {
        const bytes = readFileSync(resolve(folder, file));
        files.set(file, bytes);
        return bytes;
      },
      {
        names: tables.names,
        find: (name) => {
          const table = tables.find(name);
          if (table !== null) files.set(`enrichment_tables.${name}`, table.digest);
          return table;
        },
      },
      zone,
    );
    const source = sourceOf(folder, options);
    if (typeof source === 'object') return source;
    const form = formsOf[options.use];
    const compiled = compileProgram(source, library, form);
    if (!compiled.ok) {
      return { fault: `does not compile:\n${renderDiagnostics(source, compiled.diagnostics)}` };
    }
    const { helpers, text, typed, uses } = compiled.program;
    const warnings = renderDiagnostics(source, compiled.program.warnings);
    if (form === 'condition' && typed.kind.bits !== boolean.bits) {
      return { fault: `gives ${kindText(typed.kind)}; a condition gives a boolean` };
    }
    const [unset] = uses.unsetMetadata;
    if (unset !== undefined) {
      return {
        fault: `looks for %${unset}, which it does not set: metadata is of one program here, and begins empty; hand it on in a field, and delete that in the last program`,
      };
    }
    const { operations, deletedFirst } = operationsOf(typed, form);
    const digest = digestOf(source, [...files.values(), ...(zone === null ? [] : [zone])]);
    const { isWhole: listsFirst, variables } = uses;
    const facts = { digest, operations, deletedFirst, listsFirst, variables };
    onGenerated({ options, path, warnings, facts, generated: { helpers, text } });
    return { ...facts, program: instantiateProgram<ProgramModel['program']>({ helpers, text }) };
  };
}

const formsOf = { remap: 'events', observed: 'observed-events', condition: 'condition' } as const;

/** Of all that a program says, so that another schema or table is another pipeline. */
function digestOf(source: string, files: Iterable<Buffer | string>): string {
  const hash = createHash('sha256').update(source);
  for (const bytes of files) hash.update(bytes);
  return hash.digest('hex').slice(0, 12);
}

/** Null for UTC, under whichever of its names. */
function zoneOf({ timezone }: ProgramOptions): string | null | { fault: string } {
  if (timezone === undefined) return null;
  const zone = typeof timezone === 'string' ? vrlZone(timezone) : null;
  if (zone !== null) return zone.utc ? null : (timezone as string);
  return {
    fault: `${shown('timezone', timezone)} is no time zone; allowed in timezone: a name like 'Europe/Berlin'`,
  };
}

/** What stands in the program's file; names of several are in lines. */
function sourceOf(folder: string, { source, file }: ProgramOptions): string | { fault: string } {
  if (source !== null) return source;
  const texts: string[] = [];
  for (const name of file.trim().split(/\s*\n\s*/)) {
    try {
      texts.push(readFileSync(resolve(folder, name), 'utf8'));
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
      return {
        fault: `the file '${name}' cannot be read (${code}); paths are from the folder of the pipeline file`,
      };
    }
  }
  return texts.join('\n');
}
