import type { CodecRuntime } from '../../transcode/generated-codec.ts';
import { createCodec } from './create-codec.ts';
import { keepKey } from '../../transcode/map-keys.ts';
import { integer64, jsonNumber, shortestFloat } from '../../transcode/numbers.ts';
import {
  readBase64,
  readJson,
  readLossyString,
  readString,
  readText,
} from '../../transcode/read-values.ts';
import { skip, varint, varint32 } from '../../transcode/read-wire.ts';
import { noRoom, unusual, wire } from '../../transcode/wire-state.ts';
import { writeBase64 } from '../../transcode/write-base64.ts';
import { writeFieldMask } from './write-field-mask.ts';
import { writeDouble, writeFloat, writeText } from '../../transcode/write-float.ts';
import {
  writeInt32,
  writeInt64,
  writeSint64,
  writeUint32,
  writeUint64,
} from '../../transcode/write-integer.ts';
import { writeLossyString, writeString } from '../../transcode/write-string.ts';
import { writeList, writeStruct, writeValue } from './write-struct.ts';
import { writeDuration, writeTimestamp } from '../../transcode/write-time.ts';

/** What generated code is given, by the names that it uses. */
export const codecRuntime: CodecRuntime = {
  createCodec,
  integer64,
  jsonNumber,
  keepKey,
  noRoom,
  readBase64,
  readJson,
  readLossyString,
  readString,
  readText,
  shortestFloat,
  skip,
  unusual,
  varint,
  varint32,
  wire,
  writeBase64,
  writeDouble,
  writeDuration,
  writeFieldMask,
  writeFloat,
  writeInt32,
  writeInt64,
  writeList,
  writeLossyString,
  writeSint64,
  writeString,
  writeStruct,
  writeText,
  writeTimestamp,
  writeUint32,
  writeUint64,
  writeValue,
};
