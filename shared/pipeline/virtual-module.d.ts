/** The pipeline that a bundle is built from; build.mjs puts the file in its place. */
declare module 'sluice:pipeline' {
  const pipeline: unknown;
  export default pipeline;
}
