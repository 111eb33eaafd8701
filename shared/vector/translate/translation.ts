import { didYouMean } from '../../pipeline/faults.ts';
import type { Environment } from '../../pipeline/environment.ts';
import { interpolate } from '../../pipeline/environment.ts';
import type { FileTable } from './file-table.ts';
import type { Place, TextFault } from '../text/tree.ts';

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

export interface TranslationOptions {
  readonly env: Environment;
}

/** What has been found out about a configuration while it is translated. */
export class Translation {
  readonly options: TranslationOptions;
  readonly faults: TextFault[] = [];
  readonly notes: Note[] = [];
  /** What is taken otherwise than it is written, and is no fault. */
  readonly told: TextFault[] = [];
  /** Enrichment tables, whose files are not read yet. */
  readonly tables: FileTable[] = [];
  /** Where options of the definition come from, by their paths there. */
  readonly origins: Map<string, { readonly path: string; readonly place: Place }> = new Map();

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

  /** Of an option that is taken though nothing follows from it: a note, and a line for whoever checks the configuration. */
  moot(place: Place, path: string, why: string): void {
    this.tell(place, path, `has no effect: ${why}`);
  }

  /** A note that whoever checks the configuration gets to see, too. */
  tell(place: Place, path: string, text: string): void {
    this.note(place, path, null, text);
    this.told.push({ place, message: `${path}: ${text}` });
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
}
