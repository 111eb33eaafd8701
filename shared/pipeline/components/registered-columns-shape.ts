import type { Option } from '../options/option.ts';

/** The types of the options of `schemaRegistry` of a codec with columns. */
export type RegisteredColumnsShape = {
  readonly subject: Option<string | null>;
  readonly version: Option<number | 'latest'>;
  readonly id: Option<string | null>;
  readonly messageType: Option<string | null>;
};
