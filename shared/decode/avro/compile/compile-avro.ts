import { SluiceError } from '../../../errors.ts';
import { instantiate } from '../../protobuf/compile/instantiate.ts';
import type { MessageCodec } from '../../transcode/message-codec.ts';
import { avroRuntime } from '../runtime/avro-runtime.ts';
import type { AvroTables } from '../runtime/avro-types.ts';
import type { AvroOptions } from './avro-options.ts';
import { emptySizes } from './empty-types.ts';
import { fault, parseSchema } from './parse-schema.ts';
import { ReaderCode } from './reader-code.ts';
import { WriterCode } from './writer-code.ts';

/** The code for one schema, and what has to be known of it where it is not run. */
export interface CompiledAvro {
  /**
   * The body of a function that gets `avroRuntime` as `runtime` and returns a MessageCodec; it imports nothing. The same
   * schema and options give the same text.
   */
  readonly text: string;
  /** The names that fields of the event can have; null where a map may have any. */
  readonly topLevelNames: readonly string[] | null;
}

/**
 * Compiles a schema to code that reads one value of it, without a header.
 *
 * @param references schemas that define types which the schema, or one of them, uses by name, in any order
 * @throws {SluiceError} CONFIG_INVALID with what is wrong with the schema
 */
export function compileAvro(
  schemaText: string,
  references: readonly string[] = [],
  options: AvroOptions = { int64: 'number' },
): CompiledAvro {
  try {
    const tables = parseSchema([schemaText, ...references], options);
    return { text: codeOf(tables), topLevelNames: topLevelNames(tables) };
  } catch (thrown) {
    // the stack has ended
    if (thrown instanceof RangeError) throw fault('a schema is nested too deep');
    if (thrown instanceof SluiceError) throw thrown;
    throw new SluiceError('INTERNAL', 'an Avro schema could not be compiled', { cause: thrown });
  }
}

/** The same, ready to be used, for a schema that comes while the program runs. */
export function avroCodec(
  schemaText: string,
  references: readonly string[] = [],
  options: AvroOptions = { int64: 'number' },
): MessageCodec {
  return instantiate(compileAvro(schemaText, references, options).text, avroRuntime);
}

function codeOf(tables: AvroTables): string {
  const empty = emptySizes(tables.types);
  const writer = new WriterCode(tables, empty);
  const reader = new ReaderCode(tables, empty);
  return [
    `const { ${Object.keys(avroRuntime).join(', ')} } = runtime;`,
    `const tables = ${JSON.stringify(tables)};`,
    ...tables.types.flatMap((_, index) =>
      [writer.function(index), reader.function(index)].filter((code) => code !== null),
    ),
    writer.root(),
    reader.root(),
    'return createAvroCodec(tables, write, read);',
  ].join('\n');
}

function topLevelNames({ types }: AvroTables): readonly string[] | null {
  const [root] = types;
  const objects = root?.kind === 'union' ? root.branches.map((index) => types[index]) : [root];
  if (objects.some((type) => type?.kind === 'map')) return null;
  const names = objects.flatMap((type) =>
    type?.kind === 'record' ? type.fields.map(({ name }) => name) : [],
  );
  return [...new Set(names)];
}
