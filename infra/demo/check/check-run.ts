import { join } from 'node:path';
import type { Truth } from '../events/truth.ts';
import type { Place } from '../place.ts';
import { type DemoReport, grouped } from '../report.ts';
import type { ConsumerRun } from '../run-consumer.ts';
import type { HandlerRun } from '../run-handler.ts';
import { checkGroup, type GroupState } from '../topic.ts';
import { checkLake, type LakeCheck } from './check-lake.ts';
import { dataPrefix, deadLetterPrefix, ownPrefix } from './lake-tables.ts';
import type { CommandContext } from '../run-command.ts';

/** Counts what came of a run, in Kafka and in the bucket. @param copies whether events may be there twice */
export async function checkRun(
  truth: Truth,
  run: ConsumerRun | HandlerRun,
  copies: boolean,
  context: CommandContext,
  place: Place,
): Promise<DemoReport> {
  return context.steps.run('check', async (tell) => {
    tell(null, 'asking Kafka, copying the objects');
    const { kafka, bucket, name } = place;
    const group = await checkGroup(kafka, name, name);
    const listed = await bucket.list();
    const objects = listed.filter(({ key }) => !key.startsWith(ownPrefix));
    const lakeFolder = join(place.folder, 'lake');
    await bucket.download(objects, lakeFolder, context.signal);
    tell(null, 'counting with DuckDB');
    const lake = await checkLake(lakeFolder, truth, copies);
    const below = (prefix: string) => objects.filter(({ key }) => key.startsWith(prefix));
    const data = below(dataPrefix);
    const letters = below(deadLetterPrefix);
    const stray = objects.length - data.length - letters.length;
    const faults = [
      ...(run.failure === null ? [] : [run.failure]),
      ...lake.faults,
      ...(stray === 0
        ? []
        : [`${stray} objects lie neither under ${dataPrefix} nor ${deadLetterPrefix}`]),
      ...groupFaults(group, truth),
    ];
    const report: DemoReport = {
      figures: {
        produced: truth.records,
        stored: lake.stored,
        deadLettered: lake.deadLettered,
        missing: lake.missing,
        duplicated: lake.duplicated,
        objects: data.length,
        bytesIn: truth.bytes,
        bytesOut: data.reduce((sum, { bytes }) => sum + bytes, 0),
        eventsPerSecond: Math.round((truth.records / run.wallMs) * 1000),
        cpuMicrosPerEvent: round2(run.cpuMicros / truth.records),
        peakRssMb: Math.round(run.peakRssBytes / 1e6),
        ...handlerFigures(run),
      },
      measured: run.measured,
      deadLetterObjects: letters.length,
      faults,
      findings: findingsOf(truth, lake),
      sample: lake.sample,
    };
    return [report, `${grouped(objects.length)} objects copied and counted with DuckDB`];
  });
}

function handlerFigures(run: ConsumerRun | HandlerRun) {
  if (!('poller' in run) || run.poller === null) return {};
  const { invocations, retries, grown, bisected } = run.poller;
  const { crashed, answersLost, throttled, partitionsReported } = run.poller;
  return {
    invocations,
    retries,
    grown,
    bisected,
    crashed,
    answersLost,
    throttled,
    partitionsReported,
  };
}

function groupFaults(group: GroupState, truth: Truth): string[] {
  // acknowledged once, but a request that is repeated after a lost answer is there twice: not the consumer's doing
  const produced =
    group.records === BigInt(truth.records)
      ? []
      : [
          `the topic holds ${group.records} records instead of ${truth.records}: the demo's own producer had to repeat a request, run it again`,
        ];
  return [...produced, ...group.faults];
}

function findingsOf(truth: Truth, lake: LakeCheck): string[] {
  return [
    lake.duplicated === 0
      ? `every event once, in the prefix of its hour: ${lake.hours} hours`
      : `every event, in the prefix of its hour: ${lake.hours} hours; and ${grouped(lake.duplicated)} copies, which bisecting leaves`,
    `numbers as they were written: ${grouped(truth.exact.length)} events with integers beyond 2^53${truth.format === 'json' ? ' or decimals like 0.1000' : ''}`,
    ...(lake.duplicated === 0
      ? [
          `sums by device and hour as produced: ${grouped(truth.hours.length)} of ${grouped(truth.hours.length)}`,
        ]
      : []),
    `broken records whole among the dead letters: ${truth.broken.length} of ${truth.broken.length}`,
    'committed offsets are the ends of the log in every partition, says Kafka',
  ];
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
