/** The types that users write against and the tables that are checked at load have the same options. */
import { expectTypeOf } from 'expect-type';
import type { KafkaSourceShape } from '../../shared/pipeline/components/kafka-source-options.ts';
import type { S3SinkShape } from '../../shared/pipeline/components/s3-sink-shape.ts';
import type {
  FetchOptions,
  KafkaSource,
  SaslOptions,
  TlsOptions,
} from '../../shared/pipeline/definition/kafka-source.ts';
import type {
  BatchOptions,
  CompressionOptions,
  S3AuthOptions,
  S3Sink,
} from '../../shared/pipeline/definition/s3-sink.ts';
import type { RejectionOptions } from '../../shared/pipeline/definition/values.ts';

expectTypeOf<keyof KafkaSourceShape>().toEqualTypeOf<Exclude<keyof KafkaSource, 'type'>>();
expectTypeOf<keyof S3SinkShape>().toEqualTypeOf<Exclude<keyof S3Sink, 'type' | 'inputs'>>();
expectTypeOf<keyof KafkaSourceShape['fetch']['options']>().toEqualTypeOf<keyof FetchOptions>();
expectTypeOf<keyof KafkaSourceShape['tls']['options']>().toEqualTypeOf<keyof TlsOptions>();
expectTypeOf<keyof KafkaSourceShape['sasl']['options']>().toEqualTypeOf<keyof SaslOptions>();
expectTypeOf<keyof KafkaSourceShape['onRejection']['options']>().toEqualTypeOf<
  keyof RejectionOptions
>();
expectTypeOf<keyof S3SinkShape['batch']['options']>().toEqualTypeOf<keyof BatchOptions>();
expectTypeOf<keyof S3SinkShape['auth']['options']>().toEqualTypeOf<keyof S3AuthOptions>();
expectTypeOf<keyof S3SinkShape['compression']['options']>().toEqualTypeOf<
  keyof CompressionOptions
>();
