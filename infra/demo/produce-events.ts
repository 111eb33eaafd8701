import type { Kafka, Message } from 'kafkajs';
import { CompressionTypes, Partitioners } from 'kafkajs';
import { deviceEvents } from './events/device-events.ts';
import type { DeviceEventsOptions } from './events/device-events.ts';
import { TruthBook } from './events/truth.ts';
import type { Truth } from './events/truth.ts';

/** Records of one request for each partition. kafkajs copies its list of them once per record: larger is slower. */
const batchPerPartition = 500;
/** While the broker writes one, the next is encoded; a connection keeps their order. */
const requestsInFlight = 3;

export interface ProduceOptions extends DeviceEventsOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly signal: AbortSignal;
  readonly onProgress: (records: number) => void;
}

/**
 * Writes the events to the topic and tells what they were. All events of a device go to one partition, as hashing their
 * key would do, but evenly. Without compression, so that `bytes in` is what went over the wire.
 */
export async function produceEvents(kafka: Kafka, options: ProduceOptions): Promise<Truth> {
  const { count, partitions, topic, signal } = options;
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  const inFlight: Promise<unknown>[] = [];
  try {
    const record = deviceEvents(options);
    const book = new TruthBook(options.format);
    const batch = batchPerPartition * partitions;
    for (let first = 0; first < count; first += batch) {
      signal.throwIfAborted();
      const messages: Message[] = [];
      for (let number = first; number < Math.min(count, first + batch); number++) {
        const { device, key, timestampMs, value } = take(record(number), book);
        messages.push({
          key,
          value,
          timestamp: String(timestampMs),
          partition: device % partitions,
        });
      }
      if (inFlight.length === requestsInFlight) await inFlight.shift();
      const sent = producer.send({ topic, messages, acks: 1, compression: CompressionTypes.None });
      // awaited below; a failure before that must not count as unhandled
      sent.catch(() => undefined);
      inFlight.push(sent);
      options.onProgress(first + messages.length);
    }
    await Promise.all(inFlight);
    return book.finish();
  } finally {
    // kafkajs never settles a request whose connection is closed under it
    await Promise.allSettled(inFlight);
    await producer.disconnect();
  }
}

function take<R extends Parameters<TruthBook['add']>[0]>(record: R, book: TruthBook): R {
  book.add(record);
  return record;
}
