declare module 'woothee' {
  /** What a user agent says; `UNKNOWN` where it says nothing. */
  export function parse(agent: string): {
    readonly name?: string;
    readonly version?: string;
    readonly os?: string;
    readonly os_version?: string;
    readonly category?: string;
  };
}
