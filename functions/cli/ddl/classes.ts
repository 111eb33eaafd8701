import type { Table } from './table.ts';

/** The Java classes that read a format. */
export interface Classes {
  readonly serde: string;
  readonly input: string;
  readonly output: string;
}

const text = {
  input: 'org.apache.hadoop.mapred.TextInputFormat',
  output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
};

export const classes: Readonly<Record<Table['format'], Classes>> = {
  avro: {
    serde: 'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
    input: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat',
  },
  csv: { serde: 'org.apache.hadoop.hive.serde2.OpenCSVSerde', ...text },
  delimited: { serde: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', ...text },
  json: { serde: 'org.openx.data.jsonserde.JsonSerDe', ...text },
  text: { serde: 'org.apache.hadoop.hive.serde2.RegexSerDe', ...text },
  parquet: {
    serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  },
};
