import { stringify } from 'yaml';

/** A value as YAML, as a person would write it: long text as blocks, lists by line. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, blockQuote: 'literal' });
}
