/** One check of what is deployed, with the real tool for it. */
export interface CheckStep {
  /** `folder: what`, by which it is chosen on the command line. */
  readonly name: string;
  /** Why it is left out where no word asks for it; null: it is not. For what would first have to be downloaded at length. */
  readonly leftOut?: () => Promise<string | null>;
  /**
   * @returns what is wrong, a sentence each; empty where all is well
   * @throws {SluiceError} ENGINES_UNAVAILABLE where a tool is missing, saying what to install: that is no pass
   */
  readonly run: (context: CheckContext) => Promise<readonly string[]>;
}

export interface CheckContext {
  readonly say: (line: string) => void;
}
