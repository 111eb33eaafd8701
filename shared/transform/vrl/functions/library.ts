import { addressFunctions, connectionFunctions } from './addresses.ts';
import { checksumFunctions } from './checksums.ts';
import { addressCiphers, cipherFunctions } from './ciphers.ts';
import { codecFunctions, cryptoFunctions } from './codecs.ts';
import { arrayFunctions, enumerateFunctions, objectFunctions } from './collections.ts';
import { datadogFunctions } from './datadog.ts';
import type { FunctionDefinition } from './definition.ts';
import { logFunctions, systemFunctions } from './logging.ts';
import { mapFunctions, numberFunctions, randomFunctions } from './numbers.ts';
import { parseFunctions } from './parsers.ts';
import { agentFunctions } from './agents.ts';
import { refusedFunctions } from './refused.ts';
import type { ReadFile } from './read-file.ts';
import { schemaFunctions } from './schemas.ts';
import { fileParsers } from './format-parsers.ts';
import { stringFunctions } from './strings.ts';
import { type EnrichmentTables, noTables, tableFunctions } from './tables.ts';
import { textCodecs } from './texts.ts';
import { convertFunctions, timeParsers, timestampFunctions } from './times.ts';
import { zoned } from './zoned.ts';
import { coerceFunctions, debugFunctions, pathFunctions, typeFunctions } from './types.ts';

/** What is the same wherever a program is. */
const common: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    addressCiphers,
    addressFunctions,
    arrayFunctions,
    connectionFunctions,
    agentFunctions,
    checksumFunctions,
    cipherFunctions,
    codecFunctions,
    coerceFunctions,
    convertFunctions,
    cryptoFunctions,
    datadogFunctions,
    debugFunctions,
    enumerateFunctions,
    logFunctions,
    systemFunctions,
    mapFunctions,
    numberFunctions,
    objectFunctions,
    parseFunctions,
    pathFunctions,
    randomFunctions,
    refusedFunctions,
    stringFunctions,
    textCodecs,
    timeParsers,
    timestampFunctions,
    typeFunctions,
  ]
    .flat()
    .map((definition) => [definition.name, definition]),
);

/**
 * VRL's standard library, by name: what works, and what is refused with a reason.
 *
 * @param readFile reads a file that a program names: a schema, a list
 * @param tables that programs may look rows up in
 * @param zone the name of that of times without one; null: UTC
 */
export function libraryWith(
  readFile: ReadFile,
  tables: EnrichmentTables = noTables,
  zone: string | null = null,
): ReadonlyMap<string, FunctionDefinition> {
  const named = [
    ...schemaFunctions(readFile),
    ...fileParsers(readFile),
    ...tableFunctions(tables),
  ].map((definition) => [definition.name, definition] as const);
  const all = [...common, ...named];
  return new Map(zone === null ? all : all.map(([name, one]) => [name, zoned(one, zone)] as const));
}

/** The library where there are no files. */
export const library: ReadonlyMap<string, FunctionDefinition> = libraryWith(() => {
  throw new TypeError('there are no files here');
});
