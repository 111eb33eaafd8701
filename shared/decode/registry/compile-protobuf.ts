import protobuf from 'protobufjs';
import { compileMessage } from '../protobuf/compile/compile-message.ts';
import { instantiate } from '../protobuf/compile/instantiate.ts';
import type { MessageOptions, ProtoFilesSource } from '../protobuf/compile/message-source.ts';
import type { RawSchema, RegisteredMessage, RegisteredSchema } from './registered-schema.ts';

const mainFile = 'schema.proto';

/**
 * Makes a protobuf schema usable: which messages it has in which order, and each of them compiled when a value is one.
 * @throws {SluiceError} CONFIG_INVALID where the schema cannot be read
 */
export function compileProtobuf(
  { text, references }: RawSchema,
  mapping: Omit<MessageOptions, 'messageType'>,
): RegisteredSchema {
  const imported = new Map(references.map((one) => [one.name, one.text]));
  const source: ProtoFilesSource = {
    kind: 'proto-files',
    files: [{ path: mainFile, text }],
    readImport: (path) => imported.get(path) ?? null,
  };
  const declared = declaredMessages(text);
  const ranked = declared.flatMap(allNames).toSorted();
  const compiled = new Map<string, RegisteredMessage>();
  const modelOf = (messageType: string | undefined): RegisteredMessage | null => {
    if (messageType === undefined) return null;
    const known = compiled.get(messageType);
    if (known !== undefined) return known;
    const options = { ...mapping, messageType };
    const { text: code, topLevelNames: fields } = compileMessage(source, options);
    const createCodec = () => instantiate(code);
    const model: RegisteredMessage = { failure: 'NOT_PROTOBUF', fields, createCodec };
    compiled.set(messageType, model);
    return model;
  };
  // what does not compile is found now, not at a record
  const [first] = declared;
  if (first !== undefined) modelOf(first.fullName);
  return {
    format: 'protobuf',
    byPath: (indexes) => modelOf(nameAt(declared, indexes)),
    byRank: (rank) => modelOf(ranked[rank]),
  };
}

export interface Declared {
  readonly fullName: string;
  /** Declared within it, in order; not what stands for the entries of maps. */
  readonly nested: readonly Declared[];
  /** Full names of what protoc makes for its maps. */
  readonly entries: readonly string[];
}

/** The messages of a file in the order in which they are declared. */
export function declaredMessages(text: string): readonly Declared[] {
  const root = new protobuf.Root();
  const { package: packageName = '' } = protobuf.parse(text, root, { keepCase: true });
  const space = packageName === '' ? root : root.lookup(packageName);
  return space instanceof protobuf.Namespace ? messagesIn(space) : [];
}

function messagesIn(space: protobuf.NamespaceBase): readonly Declared[] {
  return space.nestedArray.flatMap((inner) => {
    if (!(inner instanceof protobuf.Type)) return [];
    const fullName = inner.fullName.replace(/^\./, '');
    const entries = inner.fieldsArray.flatMap((field) =>
      field instanceof protobuf.MapField ? [`${fullName}.${entryName(field.name)}`] : [],
    );
    return [{ fullName, nested: messagesIn(inner), entries }];
  });
}

/** `DeviceNamesEntry` of the map `device_names`, as protoc calls it. */
function entryName(field: string): string {
  const camel = field.replaceAll(/(?:^|_)(.?)/g, (_, letter: string) => letter.toUpperCase());
  return `${camel}Entry`;
}

function nameAt(declared: readonly Declared[], indexes: readonly number[]): string | undefined {
  let within = declared;
  let found: Declared | undefined;
  for (const index of indexes) {
    found = within[index];
    if (found === undefined) return undefined;
    within = found.nested;
  }
  return found?.fullName;
}

function allNames({ fullName, nested, entries }: Declared): readonly string[] {
  return [fullName, ...entries, ...nested.flatMap(allNames)];
}
