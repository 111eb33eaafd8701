/** A regular expression in the dialect of Rust's `regex`, matched in linear time. */
export class Regex {
  /** As it stands between the quotes of `r'…'`. */
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}
