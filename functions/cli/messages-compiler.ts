import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { compileMessage } from '../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../shared/decode/protobuf/compile/instantiate.ts';
import type {
  MessageSource,
  ProtoFile,
} from '../../shared/decode/protobuf/compile/message-source.ts';
import type { Column } from '../../shared/encode/parquet/column-type.ts';
import { SluiceError } from '../../shared/errors.ts';
import { messageColumns } from '../../shared/pipeline/columns/message-columns.ts';
import type {
  FindMessages,
  MessagesFault,
  MessagesOptions,
} from '../../shared/pipeline/messages.ts';

/** What was generated for a message type. */
export interface GeneratedMessages {
  readonly options: MessagesOptions;
  readonly digest: string;
  readonly fields: readonly string[];
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
    const source = readSource(folder, options, faults);
    if (source === null) return { faults };
    try {
      const { text, topLevelNames: fields, tables } = compileMessage(source, options);
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
      const columns = messageColumns(tables);
      onGenerated({ options, digest, fields, columns, text });
      return { options, digest, fields, columns, createCodec: () => instantiate(text) };
    } catch (thrown) {
      if (!(thrown instanceof SluiceError)) throw thrown;
      return { faults: [{ option: null, message: thrown.message }] };
    }
  };
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
  option: 'descFile' | 'protoFiles',
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
