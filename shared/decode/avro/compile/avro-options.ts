/** How Avro becomes JSON. */
export interface AvroOptions {
  /** How a `long` is written; of the same name and meaning as for protobuf. */
  readonly int64: 'number' | 'string';
}
