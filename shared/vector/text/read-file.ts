import { readJson } from './read-json.ts';
import { readToml } from './read-toml.ts';
import { readYaml } from './read-yaml.ts';
import type { ReadText } from './tree.ts';

const readers: Readonly<Record<string, (text: string, file: string) => ReadText>> = {
  yaml: readYaml,
  yml: readYaml,
  toml: readToml,
  json: readJson,
};

/** Whether a file is one of Vector's, by its name. */
export function isVectorFile(path: string): boolean {
  return formatOf(path) in readers;
}

/** Reads a file of Vector's by what its name ends in. */
export function readConfigText(text: string, file: string): ReadText {
  return readers[formatOf(file)]?.(text, file) ?? { trees: [], faults: [] };
}

function formatOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1] ?? '';
}
