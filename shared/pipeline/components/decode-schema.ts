import type { Environment } from '../environment.ts';
import type { Faults } from '../faults.ts';
import type { CompiledMessages, FindMessages, SchemaOptions } from '../messages.ts';
import type { Group } from '../options/option.ts';
import type { ReadContext } from '../options/read-options.ts';
import type { ReadFile } from './read-pem.ts';
import { text, type ValueType } from '../options/value.ts';

export interface DecodingContext {
  readonly faults: Faults;
  readonly env: Environment;
  readonly missingVariables: ReadContext['missingVariables'];
  /** Null: no file is read. */
  readonly readFile: ReadFile | null;
  /** Left out where no source decodes by a schema. */
  readonly messages?: FindMessages | undefined;
}

export const relativePath: ValueType<string> = text('a path, from the folder of the pipeline file');

/** The paths of options of which what is built is made; those that only the environment tells are faults. */
export function mustBeKnown({ options }: Group, path: string, faults: Faults): readonly string[] {
  const paths = Object.keys(options).map((name) => `${path}.${name}`);
  for (const unknown of paths.filter((each) => faults.postponed.includes(each))) {
    faults.add(
      unknown,
      'has to be known where the pipeline is checked and built: set its variable, or write a default as ${NAME:-default}',
    );
  }
  return paths;
}

/** What is made of a schema; null where that cannot be, with every fault told. */
export function findSchema(
  options: SchemaOptions,
  path: string,
  { faults, messages: find }: DecodingContext,
): CompiledMessages | null {
  const found = find?.(options) ?? {
    faults: [{ option: null, message: 'no schema is read here' }],
  };
  if (!('faults' in found)) return found;
  for (const { option, message } of found.faults) {
    faults.add(option === null ? path : `${path}.${option}`, message);
  }
  return null;
}
