/** Where message types are described. */
export type MessageSource = DescriptorSetSource | ProtoFilesSource;

/** What `protoc --include_imports --descriptor_set_out` or `buf build --as-file-descriptor-set` writes. */
export interface DescriptorSetSource {
  readonly kind: 'descriptor-set';
  /** For messages alone. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** `.proto` files. `google/protobuf/*.proto` are built in. */
export interface ProtoFilesSource {
  readonly kind: 'proto-files';
  readonly files: readonly ProtoFile[];
  /** The text of what an `import` names, as it is written there; null where there is no such file. */
  readonly readImport: (path: string) => string | null;
}

export interface ProtoFile {
  /** As another file would import it. */
  readonly path: string;
  readonly text: string;
}

/** How a message becomes JSON. */
export interface MessageOptions {
  /** With its package: `shop.Order`. */
  readonly messageType: string;
  /** lowerCamelCase, or what `json_name` says, in place of the names in the `.proto` file. */
  readonly useJsonNames: boolean;
  readonly int64: 'number' | 'string';
  readonly enums: 'name' | 'number';
  /** Write fields that are not there and have no presence, with their default: 0, "", false, [], {}. */
  readonly emitDefaults: boolean;
}
