import type { CodecRuntime } from '../../transcode/generated-codec.ts';
import { codecOf, type ReadMessage, type WriteMessage } from '../../transcode/generated-codec.ts';
import { keepKey } from '../../transcode/map-keys.ts';
import type { MessageCodec } from '../../transcode/message-codec.ts';
import { jsonNumber, shortestFloat } from '../../transcode/numbers.ts';
import { readBase64, readString } from '../../transcode/read-values.ts';
import { varint, varint32 } from '../../transcode/read-wire.ts';
import { noRoom, unusual, wire } from '../../transcode/wire-state.ts';
import { writeBase64 } from '../../transcode/write-base64.ts';
import { writeDouble, writeFloat } from '../../transcode/write-float.ts';
import { writeInt32, writeSint64 } from '../../transcode/write-integer.ts';
import { writeString } from '../../transcode/write-string.ts';
import type { AvroTables } from './avro-types.ts';
import { AvroReader } from './exact-reader.ts';
import { readLong } from './read-long.ts';
import { readDecimal, writeDecimal } from './write-decimal.ts';
import { readDuration, writeDuration } from './write-duration.ts';
import { writeDate, writeLocalTimestamp, writeTime, writeTimestamp } from './write-times.ts';
import { writeUuid } from './write-uuid.ts';
import { written, writtenTime } from './written.ts';
import { setField } from '../../../set-field.ts';

function createAvroCodec(tables: AvroTables, write: WriteMessage, read: ReadMessage): MessageCodec {
  const hasDecimals = tables.types.some(({ kind }) => kind === 'decimal');
  return codecOf(new AvroReader(tables), write, read, hasDecimals);
}

/** What code generated of an Avro schema is given, by the names that it uses. */
export const avroRuntime: CodecRuntime = {
  createAvroCodec,
  jsonNumber,
  keepKey,
  noRoom,
  readBase64,
  readDecimal,
  readDuration,
  readLong,
  readString,
  setField,
  shortestFloat,
  unusual,
  varint,
  varint32,
  wire,
  writeBase64,
  writeDate,
  writeDecimal,
  writeDouble,
  writeDuration,
  writeFloat,
  writeInt32,
  writeLocalTimestamp,
  writeSint64,
  writeString,
  writeTime,
  writeTimestamp,
  written,
  writtenTime,
  writeUuid,
};
