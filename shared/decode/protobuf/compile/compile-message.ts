import { codecRuntime } from '../runtime/codec-runtime.ts';
import type { CodecTables } from '../runtime/tables.ts';
import { anyFunctions, typesInAny } from './any-code.ts';
import { buildTables } from './build-tables.ts';
import type { MessageOptions, MessageSource } from './message-source.ts';
import { ReaderCode } from './reader-code.ts';
import { readDescriptorSet } from './read-descriptor-set.ts';
import { readProtoFiles } from './read-proto-files.ts';
import { WriterCode } from './writer-code.ts';

/** The code for one message type, and what has to be known of it where it is not run. */
export interface CompiledMessage {
  /**
   * The body of a function that gets `codecRuntime` as `runtime` and returns a MessageCodec; it imports nothing. The
   * same descriptors and options give the same text.
   */
  readonly text: string;
  /** All types that the message can hold. */
  readonly tables: CodecTables;
  /** The names that fields of the event can have. */
  readonly topLevelNames: readonly string[];
}

/** @throws {SluiceError} CONFIG_INVALID with what is wrong with the descriptors or the message type */
export function compileMessage(source: MessageSource, options: MessageOptions): CompiledMessage {
  const schema =
    source.kind === 'descriptor-set' ? readDescriptorSet(source) : readProtoFiles(source);
  const tables = buildTables(schema, options);
  const [root] = tables.types;
  return {
    text: codeOf(tables),
    tables,
    topLevelNames: root?.form === 'fields' ? root.fields.map(({ key }) => key) : [],
  };
}

function codeOf(tables: CodecTables): string {
  const writer = new WriterCode(tables);
  const reader = new ReaderCode(tables);
  return [
    `const { ${Object.keys(codecRuntime).join(', ')} } = runtime;`,
    `const tables = ${JSON.stringify(tables)};`,
    'function leave() { throw unusual; }',
    ...tables.enums.flatMap((_, index) => [writer.enumFunction(index), reader.enumFunction(index)]),
    ...generatedTypes(tables).flatMap((index) => [
      writer.messageFunction(index),
      reader.messageFunction(index),
    ]),
    ...anyFunctions(tables),
    tables.types[0]?.form === 'fields'
      ? 'return createCodec(tables, w0, r0);'
      : 'return createCodec(tables, leave, leave);',
  ].join('\n');
}

/** Indexes of the types that generated code reads: no entries of maps. */
function generatedTypes(tables: CodecTables): number[] {
  const { types } = tables;
  const found = new Set<number>();
  const visit = (index: number): void => {
    const type = types[index];
    if (type === undefined || found.has(index)) return;
    if (type.form !== 'fields' && type.form !== 'wrapper') return;
    found.add(index);
    for (const field of type.fields) {
      if (field.kind !== 'message') continue;
      const value = field.shape === 'map' ? types[field.type]?.fields[1] : field;
      if (value?.kind === 'message') visit(value.type);
    }
  };
  visit(0);
  for (const index of typesInAny(tables)) visit(index);
  return [...found].toSorted((one, other) => one - other);
}
