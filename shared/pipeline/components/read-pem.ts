import type { Faults } from '../faults.ts';

/** Reads a file that an option names, as text. */
export type ReadFile = (path: string) => string;

export interface PemContext {
  readonly faults: Faults;
  /** Null: no file is read. */
  readonly readFile: ReadFile | null;
}

/** PEM text from a file, or as it stands. The text is never told: it may be a key. */
export function readPem(value: string | null, path: string, context: PemContext): string | null {
  if (value === null || context.readFile === null) return null;
  const isInline = value.includes('-----BEGIN ');
  let pem = value;
  if (!isInline) {
    try {
      pem = context.readFile(value);
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown cause';
      context.faults.add(path, `the file cannot be read (${code}); give a path or PEM text`);
      return null;
    }
  }
  if (!pem.includes('-----BEGIN ')) {
    context.faults.add(
      path,
      "the file holds no PEM text ('-----BEGIN …'); convert it with openssl",
    );
    return null;
  }
  return pem;
}
