import { CompressionTypes, type Kafka, type Message, Partitioners } from 'kafkajs';

/** While the broker writes one, the next is encoded; a connection keeps their order. */
const requestsInFlight = 3;

/**
 * Sends batches to a topic as fast as it goes, in their order. Without compression, so that their bytes are what goes over the
 * wire.
 * @param batches each is one request for each partition: kafkajs copies its list once per record, so large ones are slow
 * @param onSent told of the records so far
 */
export async function sendInOrder(
  kafka: Kafka,
  topic: string,
  batches: Iterable<Message[]>,
  { signal, onSent }: { readonly signal: AbortSignal; readonly onSent: (records: number) => void },
): Promise<void> {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  const inFlight: Promise<unknown>[] = [];
  let records = 0;
  try {
    for (const messages of batches) {
      signal.throwIfAborted();
      if (inFlight.length === requestsInFlight) await inFlight.shift();
      const sent = producer.send({ topic, messages, acks: 1, compression: CompressionTypes.None });
      // awaited below; a failure before that must not count as unhandled
      sent.catch(() => undefined);
      inFlight.push(sent);
      records += messages.length;
      onSent(records);
    }
    await Promise.all(inFlight);
  } finally {
    // kafkajs never settles a request whose connection is closed under it
    await Promise.allSettled(inFlight);
    await producer.disconnect();
  }
}
