-- The dead letters of pipelines/devices.ts: their lines are the same in every pipeline (docs/delivery.md), their prefix is
-- that of onRejection.keyPrefix. Put your bucket in.
CREATE EXTERNAL TABLE `dead_letters` (
  `topic` string,
  `partition` int,
  `offset` bigint,
  `timestamp` string,
  `key` string,
  `keybase64` string,
  `stage` string,
  `component` string,
  `code` string,
  `reason` string,
  `value` string,
  `valuebase64` string
)
PARTITIONED BY (
  `dt` string
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
  'case.insensitive' = 'false',
  'mapping.keybase64' = 'keyBase64',
  'mapping.valuebase64' = 'valueBase64'
)
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://lake/dead-letter/devices/kafka/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2024-12-01,NOW',
  'projection.dt.interval' = '1',
  'projection.dt.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://lake/dead-letter/devices/kafka/dt=${dt}/'
);
