import type { FeatureSetObject } from './features.ts';

/** `descriptor.proto` as plain objects, as far as it concerns decoding. What a file leaves out is not there. */
export interface FileObject {
  readonly name?: string;
  readonly package?: string;
  readonly dependency?: readonly string[];
  readonly messageType?: readonly MessageObject[];
  readonly enumType?: readonly EnumObject[];
  readonly extension?: readonly FieldObject[];
  readonly options?: OptionsObject;
  readonly syntax?: string;
  readonly edition?: number;
}

export interface OptionsObject {
  readonly features?: FeatureSetObject;
  readonly mapEntry?: boolean;
}

export interface MessageObject {
  readonly name?: string;
  readonly field?: readonly FieldObject[];
  readonly extension?: readonly FieldObject[];
  readonly nestedType?: readonly MessageObject[];
  readonly enumType?: readonly EnumObject[];
  readonly oneofDecl?: readonly { readonly name?: string; readonly options?: OptionsObject }[];
  readonly options?: OptionsObject;
}

export interface EnumObject {
  readonly name?: string;
  readonly value?: readonly { readonly name?: string; readonly number?: number }[];
  readonly options?: OptionsObject;
}

export interface FieldObject {
  readonly name?: string;
  readonly number?: number;
  readonly label?: number;
  readonly type?: number;
  readonly typeName?: string;
  readonly extendee?: string;
  readonly oneofIndex?: number;
  readonly jsonName?: string;
  readonly proto3Optional?: boolean;
  readonly options?: OptionsObject;
}
