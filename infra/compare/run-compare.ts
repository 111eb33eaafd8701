import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importPipeline } from '../../functions/cli/import-pipeline.ts';
import { findEngines } from '../demo/find-engines.ts';
import { demoKafka } from '../demo/kafka-client.ts';
import type { CommandContext } from '../demo/run-command.ts';
import { calibrate } from './measure/calibrate.ts';
import { measure } from './measure/measure.ts';
import { topicWorkload } from './measure/topic-workload.ts';
import { deviceWorkload, fileWorkload, type Workload } from './measure/workload.ts';
import type { Measurements } from './model/measurements.ts';
import type { Question } from './model/question.ts';
import type { CompareOptions } from './options.ts';
import { readLive } from './prices/read-live.ts';
import { checkRegion, readPrices } from './prices/read-prices.ts';
import { keptMeasurements, readMeasurements } from './question-options.ts';
import { type Comparison, compare } from './report/comparison.ts';

const root = join(import.meta.dirname, '../..');

export interface Compared {
  readonly comparison: Comparison;
  /** What is to be said besides: of prices, mostly. */
  readonly notes: readonly string[];
}

/** Prices, measurements, and what they come to. What can be refused is refused before a server is started. */
export async function runCompare(
  options: CompareOptions,
  context: CommandContext,
): Promise<Compared> {
  const { region, priceListUrl: baseUrl } = options;
  const kept = await readPrices(options.prices);
  checkRegion(region, kept);
  const { prices, notes } =
    baseUrl === null
      ? { prices: kept, notes: [] }
      : await readLive({ baseUrl, region, kept, signal: context.signal });
  const before = await readMeasurements();
  const measurements = options.kept ? before : await measured(options, before, context);
  if (options.keep) await writeFile(keptMeasurements, `${JSON.stringify(measurements, null, 2)}\n`);
  const question = questionOf(options, measurements);
  return { comparison: compare(question, { region, prices, measurements }), notes };
}

/** What is asked: of records that were named, their size is what was measured, unless another is asked for. */
export function questionOf(
  { question, asksRecordBytes, payload, topic }: CompareOptions,
  { figures }: Measurements,
): Question {
  const isOwn = payload !== null || topic !== null;
  if (!isOwn || asksRecordBytes) return question;
  return { ...question, recordBytes: Math.round(figures['small.recordBytes'].value) };
}

/** What `--calibrate` prints: a figure of this machine, and the factor to the kept one's. */
export async function runCalibration(): Promise<string> {
  const { calibration, machine } = await readMeasurements();
  const score = calibrate();
  const factor = (calibration / score).toFixed(2);
  return `${score.toFixed(0)} rounds a CPU second here, ${calibration.toFixed(0)} on ${machine}: --vcpu-factor ${factor} where the vCPUs are as this core\n`;
}

async function measured(
  options: CompareOptions,
  kept: Measurements,
  context: CommandContext,
): Promise<Measurements> {
  const { events, vector } = options;
  return measure({ workload: await workloadOf(options, context), events, vector }, kept, context);
}

async function workloadOf(options: CompareOptions, context: CommandContext): Promise<Workload> {
  const { payload, topic, asksRecordBytes, question } = options;
  if (payload === null && topic === null) {
    return deviceWorkload(asksRecordBytes ? question.recordBytes : null);
  }
  const pipeline = await importPipeline('pipelines/devices.ts', root);
  if (payload !== null) return fileWorkload(payload, pipeline);
  const engines = await findEngines({
    env: context.env,
    keep: false,
    tell: context.steps.say,
  });
  try {
    const kafka = demoKafka(engines.bootstrapServers);
    return await topicWorkload(kafka, topic ?? '', pipeline, context.signal);
  } finally {
    await engines.stop();
  }
}
