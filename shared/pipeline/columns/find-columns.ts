import type { Column } from '../../encode/columns/column-type.ts';
import type { RegistryDecodingModel } from '../model.ts';

/** A schema of the registry of a source, of which a sink has its columns. */
export interface ColumnsQuestion {
  /** The source's name. */
  readonly source: string;
  readonly decoding: RegistryDecodingModel;
  /** Null: `id` says which. */
  readonly subject: string | null;
  readonly version: number | 'latest';
  readonly id: string | null;
  /** Of protobuf; null: the schema's first. */
  readonly messageType: string | null;
  /** Options of the source without which nobody can be asked, and that are not known yet. */
  readonly unknown: readonly string[];
}

/**
 * The columns of the values of a registered schema: asked for where a pipeline is checked and built, found in the package
 * where it runs.
 */
export type FindColumns = (
  question: ColumnsQuestion,
) => { readonly columns: readonly Column[] } | { readonly fault: string };

/** Under which columns are found again. Where the registry is, and how it is asked, may be another thing by then. */
export function columnsKey(question: ColumnsQuestion): string {
  const { source, decoding, subject, version, id, messageType } = question;
  const { format, mapping } = decoding;
  // what the columns depend on; a package has not even the names of another codec's options
  const named = format === 'protobuf' ? [mapping.useJsonNames, mapping.enums] : [];
  return JSON.stringify([source, format, ...named, subject, version, id, messageType]);
}

/** Finds what the registry had when the package was built: it is not asked again. */
export function bundledColumns(columns: Readonly<Record<string, readonly Column[]>>): FindColumns {
  return (question) => {
    const found = columns[columnsKey(question)];
    return found === undefined
      ? {
          fault:
            'is another one than when the package was built, which holds no other; build it with the environment that it runs in',
        }
      : { columns: found };
  };
}
