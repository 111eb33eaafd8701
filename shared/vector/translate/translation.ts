import { didYouMean } from '../../pipeline/faults.ts';
import type { Environment } from '../../pipeline/environment.ts';
import { interpolate } from '../../pipeline/environment.ts';
import type { Place, TextFault, Tree } from '../text/tree.ts';
import type { CompiledVrl, CompileVrl } from '../vrl.ts';

/** One line of what `sluice migrate` tells. */
export interface Note {
  readonly place: Place;
  /** The option in Vector's words. */
  readonly path: string;
  /** The option in ours; null where there is none. */
  readonly becomes: string | null;
  /** What is not the same, or why it needs none. */
  readonly remark: string | null;
}

/** A function of the definition that was made of a program. */
export interface UsedProgram {
  /** The module that a bundle holds of it; others may import it as `sluice:program/ID`. */
  readonly id: string;
  readonly compiled: CompiledVrl;
}

export interface TranslationOptions {
  readonly env: Environment;
  readonly compileVrl: CompileVrl;
  /** Reads a program that a remap names by `file`. @throws as node:fs does */
  readonly readFile: (path: string) => string;
}

/** What has been found out about a configuration while it is translated. */
export class Translation {
  readonly options: TranslationOptions;
  readonly faults: TextFault[] = [];
  readonly notes: Note[] = [];
  readonly #programs: UsedProgram[] = [];
  /** The functions of the definition by their paths there: `transforms.line.program`. */
  readonly functions: Map<string, UsedProgram> = new Map();
  /** Where options of the definition come from, by their paths there. */
  readonly origins: Map<string, { readonly path: string; readonly place: Place }> = new Map();

  /** All programs, also those that only others import. */
  get programs(): readonly UsedProgram[] {
    return this.#programs;
  }

  constructor(options: TranslationOptions) {
    this.options = options;
  }

  fault(place: Place, path: string, message: string): void {
    this.faults.push({ place, message: path === '' ? message : `${path}: ${message}` });
  }

  /** Says that there is no such option, and which may be meant. */
  unknown(place: Place, path: string, name: string, known: readonly string[]): void {
    const hint = didYouMean(name, known);
    const all = known.length > 40 ? 'those in docs/vector.md' : known.join(', ');
    this.fault(place, path, `no such option${hint}; allowed: ${all}`);
  }

  note(place: Place, path: string, becomes: string | null, remark: string | null): void {
    this.notes.push({ place, path, becomes, remark });
  }

  origin(ours: string, path: string, place: Place): void {
    this.origins.set(ours, { path, place });
  }

  /** A text with its variables put in now: names and programs are needed when the pipeline is built. */
  settled(text: string, path: string, place: Place): string | null {
    const result = interpolate(text, this.options.env);
    switch (result.kind) {
      case 'text':
        return result.text;
      case 'absent':
        return '';
      case 'missing':
        this.fault(
          place,
          path,
          `the environment has no ${result.variables.map((name) => `'${name}'`).join(', ')}, and here variables are put in when the pipeline is built; set it, or write a default as \${NAME:-default}`,
        );
        return null;
      case 'malformed':
      default:
        this.fault(place, path, `holds ${result.reason}`);
        return null;
    }
  }

  /** Compiles a program of VRL; null where it does not compile, with its diagnostics told. */
  compile(
    tree: Tree,
    text: string,
    path: string,
    use: Parameters<CompileVrl>[1],
  ): UsedProgram | null {
    const source = this.settled(text, path, tree.place);
    if (source === null) return null;
    const result = this.options.compileVrl(source, use);
    if (result.kind === 'compiled') return this.add(result.compiled);
    this.fault(tree.place, path, `does not compile\n${indented(result.text)}`);
    return null;
  }

  /** Keeps a program, so that others can import it. */
  add(compiled: CompiledVrl): UsedProgram {
    const program = { id: String(this.#programs.length), compiled };
    this.#programs.push(program);
    return program;
  }

  /** The function for a place of the definition. What did not compile was told, and does nothing. */
  use(program: UsedProgram | null, path: string): unknown {
    if (program === null) return () => true;
    this.functions.set(path, program);
    return Object.assign(program.compiled.run, { rules: program.compiled.rules });
  }
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n');
}
