import { Kafka, logLevel } from 'kafkajs';

/**
 * A silent kafkajs client of the demo itself; the consumer under test is another process with a client of its own.
 * It gives up after some seconds, because a person is waiting.
 */
export function demoKafka(bootstrapServers: string): Kafka {
  return new Kafka({
    clientId: 'sluice-demo',
    brokers: bootstrapServers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 5, initialRetryTime: 200 },
  });
}
