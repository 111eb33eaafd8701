/** The pipeline that a bundle is built from; build.mjs puts the file in its place. */
declare module 'sluice:pipeline' {
  const pipeline: unknown;
  export default pipeline;
}

/** What a bundle has in the place of schemas; undefined where its pipeline decodes no protobuf. */
declare module 'sluice:messages' {
  // such a declaration may not import by a path
  // oxlint-disable-next-line typescript/consistent-type-imports
  const messages: import('./messages.ts').FindMessages | undefined;
  export default messages;
}

/** What a bundle has in the place of a registry; undefined where no sink of its pipeline has columns of one. */
declare module 'sluice:columns' {
  // oxlint-disable-next-line typescript/consistent-type-imports
  const columns: import('./columns/find-columns.ts').FindColumns | undefined;
  export default columns;
}

/** What a bundle has in the place of VRL; undefined where its pipeline has none. */
declare module 'sluice:programs' {
  // oxlint-disable-next-line typescript/consistent-type-imports
  const programs: import('./programs.ts').FindProgram | undefined;
  export default programs;
}
