export type ProgramLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Where what programs of pipelines log goes: the log of the process or thread, which sets it. Null: nobody has one, as in
 * the tools; then lines go to stdout.
 */
export const programLines: {
  write:
    ((level: ProgramLevel, message: string, keys: { readonly leftOut?: number }) => void) | null;
} = { write: null };
