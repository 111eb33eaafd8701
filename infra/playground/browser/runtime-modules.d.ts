/** The whole of VRL's runtime, by the names under which compiled programs ask for it; made by the build. */
declare module 'sluice:vrl-runtime' {
  export const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
