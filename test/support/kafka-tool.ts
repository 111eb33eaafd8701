import { join } from 'node:path';
import { runTool } from '../../infra/local/run-tool.ts';
import { prepareToolchain } from '../../infra/local/toolchain.ts';

export interface KafkaToolOptions {
  readonly input?: string;
  /** Hears of each line that it prints. */
  readonly onLine?: (line: string) => void;
  /** What it may say of how it ended all the same. */
  readonly mayFailWith?: RegExp;
}

/**
 * Runs one of Kafka's own command line tools to its end.
 * @throws {Error} where it fails, or says so
 */
export async function kafkaTool(
  main: string,
  args: readonly string[],
  { input = '', mayFailWith, onLine }: KafkaToolOptions = {},
): Promise<void> {
  const tools = await prepareToolchain();
  const jvm = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-XX:TieredStopAtLevel=1'];
  const log = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];
  const result = await runTool(
    tools.java,
    [...jvm, ...log, '-cp', join(tools.kafkaJars, '*'), main, ...args],
    { input, ...(onLine === undefined ? {} : { onLine }) },
  );
  const failed = result.lastLines.some((line) => /ERROR|Exception/.test(line));
  const allowed =
    mayFailWith !== undefined && result.lastLines.some((line) => mayFailWith.test(line));
  if (result.exitCode === 0 && (!failed || allowed)) return;
  throw new Error(`${main} failed with ${result.exitCode}:\n${result.lastLines.join('\n')}`);
}
