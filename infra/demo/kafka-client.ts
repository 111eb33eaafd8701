import { Kafka, logLevel } from 'kafkajs';

/**
 * A silent kafkajs client of the demo itself; the consumer under test is another process with a client of its own.
 * It is patient with a broker that has only just started.
 */
export function demoKafka(bootstrapServers: string): Kafka {
  return new Kafka({
    clientId: 'sluice-demo',
    brokers: bootstrapServers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 8, initialRetryTime: 200 },
  });
}
