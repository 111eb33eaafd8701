import type { CompileVrl } from '../../shared/vector/vrl.ts';

/** The compiler of VRL, as the reader of Vector's files takes it. */
export const compileVrl: CompileVrl = () => ({
  kind: 'diagnostics',
  text: 'programs in VRL are not compiled by this version; write the transform in TypeScript',
});
