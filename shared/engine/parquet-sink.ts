import { type EncodedEvent, stringifyEvent } from '../encode/json/stringify.ts';
import { eventCheckOf } from '../encode/columns/check-event.ts';
import type { FileMaker } from '../encode/file/make-file.ts';
import type { AvroModel, ParquetModel } from '../pipeline/model.ts';
import { createCompressor } from '../sink/compress/compressor.ts';
import type { Event } from '../transform/model.ts';
import { version } from '../version.ts';
import type { Destination } from './destination.ts';

/** How the objects of a sink are held, and made, that are Parquet files or Avro's. */
export function parquetDestination(
  { compressHeld, makerOf }: FileMaker,
  encoding: ParquetModel | AvroModel,
): Pick<Destination, 'compressor' | 'finishFile' | 'partBytes'> {
  const { columns, onTypeConflict, unknownFields } = encoding;
  const isRest = unknownFields === 'rest';
  const rest = { column: isRest || onTypeConflict === 'rest', unknownFields: isRest };
  const makeFile = makerOf(
    encoding.codec === 'avro'
      ? { format: 'avro', columns, compression: encoding.compression, rest }
      : {
          format: 'parquet',
          columns,
          compression: encoding.compression,
          rowGroupBytes: encoding.rowGroupBytes,
          bloomFilterColumns: encoding.bloomFilterColumns,
          rest,
          createdBy: `sluice version ${version}`,
        },
  );
  return {
    compressor: compressHeld ? createCompressor({ codec: 'zstd', level: 1 }) : null,
    finishFile: async (lines, account) => {
      const file = await makeFile(lines);
      account(file.reduce((sum, { length }) => sum + length, 0));
      return file;
    },
    // the whole of a file is made at its end
    partBytes: Infinity,
  };
}

/** Makes the line of an event, or tells why it does not fit the columns, where that makes a dead letter of it. */
export function parquetEncoder({
  columns,
  onTypeConflict,
}: ParquetModel | AvroModel): (event: Event) => EncodedEvent {
  if (columns === null || onTypeConflict === 'rest') return stringifyEvent;
  const check = eventCheckOf(columns);
  return (event) => {
    const encoded = stringifyEvent(event);
    const fault = 'fault' in encoded ? null : check(event);
    return fault === null ? encoded : { fault };
  };
}
