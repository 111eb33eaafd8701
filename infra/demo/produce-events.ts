import type { Kafka, Message } from 'kafkajs';
import { deviceEvents } from './events/device-events.ts';
import type { DeviceEventsOptions } from './events/device-events.ts';
import { TruthBook } from './events/truth.ts';
import type { Truth } from './events/truth.ts';
import { sendInOrder } from './send-in-order.ts';

/** Records of one request for each partition. */
const batchPerPartition = 500;

export interface ProduceOptions extends DeviceEventsOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly signal: AbortSignal;
  readonly onProgress: (records: number) => void;
}

/**
 * Writes the events to the topic and tells what they were. All events of a device go to one partition, as hashing their
 * key would do, but evenly.
 */
export async function produceEvents(kafka: Kafka, options: ProduceOptions): Promise<Truth> {
  const { count, partitions, topic, signal, onProgress } = options;
  const record = deviceEvents(options);
  const book = new TruthBook(options.format);
  const step = batchPerPartition * partitions;
  function* batches(): Generator<Message[]> {
    for (let first = 0; first < count; first += step) {
      const messages: Message[] = [];
      for (let number = first; number < Math.min(count, first + step); number++) {
        const { device, key, timestampMs, value } = take(record(number), book);
        const [timestamp, partition] = [String(timestampMs), device % partitions];
        messages.push({ key, value, timestamp, partition });
      }
      yield messages;
    }
  }
  await sendInOrder(kafka, topic, batches(), { signal, onSent: onProgress });
  return book.finish();
}

function take<R extends Parameters<TruthBook['add']>[0]>(record: R, book: TruthBook): R {
  book.add(record);
  return record;
}
