import type { AvroModel, EncodingModel, ParquetModel } from '../pipeline/model.ts';

/** Whether objects are lines of JSON until they are published, and files then. */
export function isFile(encoding: EncodingModel): encoding is ParquetModel | AvroModel {
  return encoding.codec === 'parquet' || encoding.codec === 'avro';
}
