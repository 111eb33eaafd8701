import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { compileMessage } from '../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../shared/decode/protobuf/compile/instantiate.ts';
import type {
  MessageSource,
  ProtoFile,
} from '../../shared/decode/protobuf/compile/message-source.ts';
import type { CodecTables } from '../../shared/decode/protobuf/runtime/tables.ts';
import type { Column } from '../../shared/encode/columns/column-type.ts';
import { SluiceError } from '../../shared/errors.ts';
import { compileAvro } from '../../shared/decode/avro/compile/compile-avro.ts';
import { avroRuntime } from '../../shared/decode/avro/runtime/avro-runtime.ts';
import { codecRuntime } from '../../shared/decode/protobuf/runtime/codec-runtime.ts';
import { messageColumns } from '../../shared/pipeline/columns/message-columns.ts';
import {
  type AvroMessagesOptions,
  type FindMessages,
  isAvro,
  type MessagesFault,
  type MessagesOptions,
  type SchemaOptions,
} from '../../shared/pipeline/messages.ts';

/** What was generated for a schema. */
export interface GeneratedMessages {
  readonly options: SchemaOptions;
  readonly digest: string;
  readonly fields: readonly string[] | null;
  readonly columns: readonly Column[] | null;
  /** The body of a function of `runtime` that returns a codec. */
  readonly text: string;
}

/**
 * Compiles the messages of a pipeline, whose schema lies beside it.
 *
 * @param folder of the pipeline file
 * @param onGenerated is told of each message type
 */
export function messagesCompiler(
  folder: string,
  onGenerated: (messages: GeneratedMessages) => void = () => undefined,
): FindMessages {
  return (options) => {
    const faults: MessagesFault[] = [];
    try {
      const compiled = compile(folder, options, faults);
      if (compiled === null) return { faults };
      const { text, topLevelNames: fields, tables } = compiled;
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
      const columns = tables === null ? null : messageColumns(tables);
      onGenerated({ options, digest, fields, columns, text });
      const runtime = isAvro(options) ? avroRuntime : codecRuntime;
      return { options, digest, fields, columns, createCodec: () => instantiate(text, runtime) };
    } catch (thrown) {
      if (!(thrown instanceof SluiceError)) throw thrown;
      return { faults: [{ option: null, message: thrown.message }] };
    }
  };
}

/** Null where a file cannot be read, with the faults told. */
function compile(
  folder: string,
  options: SchemaOptions,
  faults: MessagesFault[],
): {
  readonly text: string;
  readonly topLevelNames: readonly string[] | null;
  /** Of a message of protobuf. */
  readonly tables: CodecTables | null;
} | null {
  if (isAvro(options)) {
    const texts = readSchemas(folder, options, faults);
    const [schema, ...references] = texts;
    return schema === undefined || faults.length > 0
      ? null
      : { ...compileAvro(schema, references, options), tables: null };
  }
  const source = readSource(folder, options, faults);
  return source === null ? null : compileMessage(source, options);
}

function readSchemas(
  folder: string,
  { schema, schemaFiles }: AvroMessagesOptions,
  faults: MessagesFault[],
): readonly string[] {
  const files = schemaFiles.map((path) => readOr(faults, 'schemaFiles', folder, path));
  const texts = files.filter((bytes) => bytes !== null).map((bytes) => bytes.toString('utf8'));
  return schema === null ? texts : [schema, ...texts];
}

function readSource(
  folder: string,
  { descFile, protoFiles, importPaths }: MessagesOptions,
  faults: MessagesFault[],
): MessageSource | null {
  if (descFile !== null) {
    const bytes = readOr(faults, 'descFile', folder, descFile);
    return bytes === null ? null : { kind: 'descriptor-set', path: descFile, bytes };
  }
  // as protoc does where it is given no path, imports are looked for beside the files, too
  const folders = [...importPaths, ...protoFiles.map((path) => dirname(path))];
  const files = protoFiles.flatMap((path): ProtoFile[] => {
    const bytes = readOr(faults, 'protoFiles', folder, path);
    return bytes === null
      ? []
      : [{ path: importedAs(path, folders), text: bytes.toString('utf8') }];
  });
  if (faults.length > 0) return null;
  return {
    kind: 'proto-files',
    files,
    readImport: (path) => {
      for (const each of folders) {
        try {
          return readFileSync(resolve(folder, each, path), 'utf8');
        } catch {
          // looked for in the next folder
        }
      }
      return null;
    },
  };
}

/** How another file would import it: its path from the first folder that holds it. */
function importedAs(path: string, folders: readonly string[]): string {
  const paths = folders.map((folder) => relative(folder, path));
  const found = paths.find((each) => !each.startsWith('..') && !isAbsolute(each)) ?? path;
  return found.split(sep).join('/');
}

function readOr(
  faults: MessagesFault[],
  option: 'descFile' | 'protoFiles' | 'schemaFiles',
  folder: string,
  path: string,
): Buffer | null {
  try {
    return readFileSync(resolve(folder, path));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
    faults.push({
      option,
      message: `the file '${path}' cannot be read (${code}); paths are from the folder of the pipeline file`,
    });
    return null;
  }
}
