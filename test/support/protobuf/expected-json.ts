import {
  type DescExtension,
  type DescField,
  type DescMessage,
  fromBinary,
  type JsonObject,
  type JsonValue,
  ScalarType,
  toJson,
} from '@bufbuild/protobuf';
import type { MessageOptions } from '../../../shared/decode/protobuf/compile/message-source.ts';
import { descriptorOf, registry } from './features.ts';

/** JSON with each integer as its text where JavaScript would not write it back: `raw:9007199254740993`. */
export type ExactJson = unknown;

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Parses JSON so that no integer is rounded. */
export function exactJson(text: string): ExactJson {
  const reviver: SourceReviver = (_key, value, { source }) =>
    typeof value === 'number' && /^-?\d+$/.test(source ?? '') && source !== String(value)
      ? `raw:${source}`
      : value;
  return JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
}

/** For what JavaScript's encoder wrote, which makes 0 of it. */
export function withoutNegativeZero(value: ExactJson): ExactJson {
  return JSON.parse(JSON.stringify(value, (_key, one: unknown) => (one === 'raw:-0' ? 0 : one)));
}

/**
 * What the second implementation makes of the bytes, brought to our options: its 64-bit integers are text, its floats
 * doubles. Throws where it refuses them.
 */
export function expectedJson(bytes: Uint8Array, options: MessageOptions): ExactJson {
  const desc = descriptorOf(options.messageType);
  const json = toJson(desc, fromBinary(desc, bytes), {
    registry,
    alwaysEmitImplicit: options.emitDefaults,
    enumAsInteger: options.enums === 'number',
    useProtoFieldName: !options.useJsonNames,
  });
  return inMessage(desc, json, options);
}

function inMessage(desc: DescMessage, json: JsonValue, options: MessageOptions): ExactJson {
  switch (desc.typeName) {
    case 'google.protobuf.Any':
      return inAny(json as JsonObject, options);
    case 'google.protobuf.Value':
    case 'google.protobuf.Struct':
    case 'google.protobuf.ListValue':
      return exactJson(
        JSON.stringify(json, (_key, value: unknown) => (Object.is(value, -0) ? 'raw:-0' : value)),
      );
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
    case 'google.protobuf.FieldMask':
      return json;
    default:
  }
  if (/^google\.protobuf\.\w+Value$/.test(desc.typeName)) {
    return inScalar((desc.fields[0] as DescField & { scalar: ScalarType }).scalar, json, options);
  }
  const entries = Object.entries(json as JsonObject).map(([key, value]) => {
    const field = desc.fields.find(
      (one) => (options.useJsonNames ? one.jsonName : one.name) === key,
    );
    const found = field ?? registry.getExtension(key.slice(1, -1));
    if (found === undefined) throw new Error(key);
    return [key, inField(found, value, options)] as const;
  });
  return Object.fromEntries(entries);
}

function inAny(json: JsonObject, options: MessageOptions): ExactJson {
  const url = json['@type'];
  if (typeof url !== 'string') return json;
  const desc = registry.getMessage(url.slice(url.lastIndexOf('/') + 1)) as DescMessage;
  if (Object.keys(json).length === 2 && 'value' in json && desc.typeName.startsWith('google.')) {
    return { '@type': url, value: inMessage(desc, json['value'], options) };
  }
  const { '@type': _url, ...rest } = json;
  return { '@type': url, ...(inMessage(desc, rest, options) as object) };
}

function inField(
  field: DescField | DescExtension,
  json: JsonValue,
  options: MessageOptions,
): ExactJson {
  if (field.fieldKind === 'list')
    return (json as JsonValue[]).map((item) => inValue(field, item, options));
  if (field.fieldKind !== 'map') return inValue(field, json, options);
  const entries = Object.entries(json as JsonObject);
  return Object.fromEntries(entries.map(([key, value]) => [key, inValue(field, value, options)]));
}

function inValue(
  field: DescField | DescExtension,
  json: JsonValue,
  options: MessageOptions,
): ExactJson {
  if (field.message !== undefined) return inMessage(field.message, json, options);
  return field.scalar === undefined ? json : inScalar(field.scalar, json, options);
}

function inScalar(type: ScalarType, json: JsonValue, { int64 }: MessageOptions): ExactJson {
  if (typeof json === 'string' && int64 === 'number' && is64Bit(type)) return exactJson(json);
  if (typeof json !== 'number') return json;
  if (Object.is(json, -0)) return 'raw:-0';
  if (type !== ScalarType.FLOAT) return json;
  for (let digits = 1; digits <= 9; digits += 1) {
    const near = Number(json.toPrecision(digits));
    if (Math.fround(near) === json) return near;
  }
  return json;
}

function is64Bit(type: ScalarType): boolean {
  return [
    ScalarType.INT64,
    ScalarType.UINT64,
    ScalarType.SINT64,
    ScalarType.FIXED64,
    ScalarType.SFIXED64,
  ].includes(type);
}
