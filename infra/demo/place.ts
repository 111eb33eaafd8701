import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { SluiceError } from '../../shared/errors.ts';
import { type DemoBucket, demoBucket } from './bucket.ts';
import { type DemoEngines, findEngines } from './find-engines.ts';
import { demoKafka } from './kafka-client.ts';
import type { DemoOptions } from './options.ts';
import { createDemoTopic, deleteDemoTopic } from './topic.ts';
import type { Steps } from './steps.ts';
import type { CommandContext } from './run-command.ts';

/** What the steps share once there are engines. */
export interface Place {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  readonly bucket: DemoBucket;
  /** Of topic, group and bucket. */
  readonly name: string;
  readonly folder: string;
}

/** Engines, and on them a topic and a bucket of this run alone. */
export async function preparePlace(
  options: DemoOptions,
  { env, steps, cleanup }: CommandContext,
  folder: string,
): Promise<Place> {
  const { keep, partitions } = options;
  const name = `sluice-demo-${randomUUID().slice(0, 8)}`;
  return steps.run('engines', async () => {
    const engines = await findEngines({ env, keep, tell: steps.say });
    cleanup.add(engines.stop);
    const kafka = demoKafka(engines.bootstrapServers);
    const bucket = demoBucket(engines.s3, name);
    const undo = async (work: () => Promise<void>): Promise<void> => {
      if (engines.lasting && !keep) await work();
    };
    cleanup.add(async () => bucket.close());
    await reached(bucket.create(), `make a bucket on ${engines.s3.endpoint}`);
    cleanup.add(async () => undo(bucket.remove));
    const topic = createDemoTopic(kafka, name, partitions);
    await reached(topic, `make a topic on ${engines.bootstrapServers}`);
    cleanup.add(async () => undo(async () => deleteDemoTopic(kafka, name, name)));
    if (keep) cleanup.add(async () => tellKept(steps, engines, name));
    const where = `Kafka ${engines.bootstrapServers}, S3 ${engines.s3.endpoint}, ${engines.origin}`;
    return [{ engines, kafka, bucket, name, folder }, where];
  });
}

/** The first request to a server: what fails there is most likely its address or a right that is missing. */
async function reached(request: Promise<void>, what: string): Promise<void> {
  try {
    await request;
  } catch (cause) {
    throw new SluiceError('ENGINES_UNAVAILABLE', `the demo cannot ${what}`, { cause });
  }
}

function tellKept({ say }: Steps, engines: DemoEngines, name: string): void {
  say(`kept: topic and group ${name} on ${engines.bootstrapServers}`);
  say(`      bucket s3://${name} on ${engines.s3.endpoint}`);
  if (engines.origin === 'started') say('      npm run engines -- stop  ends the engines');
}
