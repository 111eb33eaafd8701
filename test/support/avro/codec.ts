import { compileAvro } from '../../../shared/decode/avro/compile/compile-avro.ts';
import { avroRuntime } from '../../../shared/decode/avro/runtime/avro-runtime.ts';
import { instantiate } from '../../../shared/decode/protobuf/compile/instantiate.ts';
import { codecOf } from '../../../shared/decode/transcode/generated-codec.ts';
import type { MessageCodec } from '../../../shared/decode/transcode/message-codec.ts';
import { noRoom } from '../../../shared/decode/transcode/wire-state.ts';
import type {
  ReadMessage,
  WriteMessage,
} from '../../../shared/decode/transcode/generated-codec.ts';
import { AvroReader } from '../../../shared/decode/avro/runtime/exact-reader.ts';
import type { AvroTables } from '../../../shared/decode/avro/runtime/avro-types.ts';
import type { ExactJson } from '../protobuf/expected-json.ts';
import { handOver, type WatchedCodec } from '../protobuf/codecs.ts';

/** A codec of a schema, and how often its generated code has handed a value over to the exact reader. */
export function watchedAvroCodec(
  schema: unknown,
  references: readonly unknown[] = [],
): WatchedCodec {
  const texts = references.map((each) => JSON.stringify(each));
  const { text } = compileAvro(JSON.stringify(schema), texts);
  const handedOver = { write: 0, read: 0 };
  function counted<T>(work: () => T, side: 'write' | 'read'): T {
    try {
      return work();
    } catch (thrown) {
      if (thrown !== noRoom) handedOver[side] += 1;
      throw thrown;
    }
  }
  const codec = instantiate(text, {
    ...avroRuntime,
    createAvroCodec: (tables: AvroTables, write: WriteMessage, read: ReadMessage) =>
      codecOf(
        new AvroReader(tables),
        (...all) => counted(() => write(...all), 'write'),
        (...all) => counted(() => read(...all), 'read'),
        true,
      ),
  });
  return { ...codec, handedOver };
}

/** The exact reader alone. */
export function exactAvroCodec(schema: unknown): MessageCodec {
  return instantiate(compileAvro(JSON.stringify(schema), []).text, {
    ...avroRuntime,
    createAvroCodec: (tables: AvroTables) =>
      codecOf(new AvroReader(tables), handOver, handOver, true),
  });
}

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Parses JSON; a number that JavaScript would write in another way becomes `raw:…`. */
export function exactNumbersJson(text: string): ExactJson {
  const reviver: SourceReviver = (_key, value, { source }) =>
    typeof value === 'number' && source !== String(value) ? `raw:${source}` : value;
  return JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
}
