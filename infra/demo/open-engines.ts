import type { Kafka } from 'kafkajs';
import { type DemoEngines, findEngines } from './find-engines.ts';
import { demoKafka } from './kafka-client.ts';
import type { CommandContext } from './run-command.ts';

/** The servers that a command measures on, as a step of it; what it started for that is stopped in the end. */
export async function openEngines({
  env,
  steps,
  cleanup,
}: CommandContext): Promise<{ readonly engines: DemoEngines; readonly kafka: Kafka }> {
  return steps.run('engines', async () => {
    const engines = await findEngines({ env, keep: false, tell: steps.say });
    cleanup.add(engines.stop);
    const where = `Kafka ${engines.bootstrapServers}, S3 ${engines.s3.endpoint}, ${engines.origin}`;
    return [{ engines, kafka: demoKafka(engines.bootstrapServers) }, where];
  });
}
