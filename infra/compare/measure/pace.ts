import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, Partitioners } from 'kafkajs';
import { partitionCount, type Place } from './place.ts';
import type { Workload } from './workload.ts';

const everyMs = 100;

/** Produces an even stream for a while, a request each 100 ms, as producers do that wait a little. */
export async function producePaced(
  { kafka, context }: Place,
  topic: string,
  workload: Workload,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    const startedAt = performance.now();
    let sent = 0;
    for (let turn = 1; turn * everyMs <= seconds * 1000; turn++) {
      const due = Math.floor((rate * turn * everyMs) / 1000);
      const messages = Array.from({ length: due - sent }, (_, at) => {
        const { key, value } = workload.recordOf(sent + at);
        return { key, value, partition: (sent + at) % partitionCount };
      });
      sent = due;
      await producer.send({ topic, messages, acks: 1, compression: CompressionTypes.None });
      const aheadMs = startedAt + turn * everyMs - performance.now();
      if (aheadMs > 0) await sleep(aheadMs, undefined, { signal: context.signal });
    }
    // until the last of it was read
    await sleep(300, undefined, { signal: context.signal });
  } finally {
    await producer.disconnect();
  }
}
