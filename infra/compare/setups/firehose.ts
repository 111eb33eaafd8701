import { assumed, constant, derive, type Figure } from '../model/figure.ts';
import { type Facts, monthHours } from '../model/facts.ts';
import { firehoseObjects, mskSourceCosts, putCost, putRequestsGb } from '../model/firehose.ts';
import { functionCosts, functionLogsCost, functionSize, invocationsOf } from '../model/lambda.ts';
import { requestsCost, storageCost } from '../model/objects.ts';
import { type Setup, setupOf } from '../model/setup.ts';
import {
  endpointsCost,
  fetchedBytes,
  lineBytes,
  managedCrossZoneCost,
  mbPerSecond,
} from '../model/traffic.ts';
import { functionLimit, invokePathCost } from './handler.ts';

const cannot = [
  'exactly once: Firehose delivers at least once',
  "dates by the record's own time, unless it is paid for (dynamic partitioning)",
  'zstd: GZIP, ZIP and Snappy only',
];

/** What the brief had: a function reads the topic and puts to Firehose, all through interface endpoints. */
export function lambdaFirehose(facts: Facts, aggregated: boolean): Setup {
  const { timeoutSecs } = facts.question;
  const invocations = invocationsOf(facts);
  const inputs = {
    records: invocations.records,
    request: constant('records of a request', 'records', 500, 'PutRecordBatch, at most'),
    waiting: assumed('ms that a request takes', 'ms', 20, 'one after the other'),
  };
  const formula = 'own + ceil(records / request) * waiting';
  const why = 'the function is taken to cost what ours does without compression';
  const putting = (own: Figure): Figure =>
    aggregated
      ? own
      : derive('billed duration with its requests', 'ms', formula, { own, ...inputs }, why);
  // nothing is compressed in it
  const { memory, duration } = functionSize(facts, invocations, 'none', putting);
  const way = endpointsCost(
    facts,
    'endpoint of Firehose',
    constant('endpoints', '', 1, 'Firehose'),
    putRequestsGb(facts),
    monthHours,
  );
  const network = derive('endpoints', 'USD a month', 'invoking + putting', {
    invoking: invokePathCost(facts, 'on-demand-endpoints'),
    putting: way,
  });
  const parts = {
    ...functionCosts(facts, invocations, duration, memory),
    delivery: putCost(facts, aggregated),
    network,
    crossZone: managedCrossZoneCost(facts),
    s3Requests: requestsCost(facts, firehoseObjects(facts)),
    logs: functionLogsCost(facts, invocations),
    storage: storageCost(facts),
  };
  const how = aggregated ? 'records joined to 1 MB' : 'a Firehose record for each';
  const limit =
    functionLimit(facts, invocations, duration, 'on-demand-endpoints') ??
    (facts.question.recordBytes > 1_024_000
      ? `Firehose takes records of 1,000 KiB; this one has ${facts.question.recordBytes} bytes`
      : null);
  return setupOf(
    {
      name: aggregated ? 'lambda-firehose-aggregated' : 'lambda-firehose',
      title: `Lambda → Firehose by endpoints, ${how}`,
      kind: 'modelled',
      limit,
      conditions: quotaConditions(facts, aggregated),
      cannot,
      traits: {
        exactlyOnce: false,
        // the batch waits, and then the buffer
        freshnessSecs: Math.min(timeoutSecs, 300) + Math.min(timeoutSecs, 900),
        operations: 1,
        transforms: true,
        formats: 'lines; Parquet for more',
      },
    },
    parts,
  );
}

/** Firehose's default quotas of Direct PUT: by region, and AWS raises them. */
const quotas: Readonly<Record<string, { readonly records: number; readonly bytes: number }>> = {
  'us-east-1': { records: 500_000, bytes: 5_242_880 },
};
const otherQuota = { records: 100_000, bytes: 1_048_576 };

function quotaConditions(facts: Facts, aggregated: boolean): string[] {
  const { rate } = facts.question;
  const quota = quotas[facts.region] ?? otherQuota;
  const bytes = rate * (lineBytes(facts).value ?? 0);
  return [
    ...(!aggregated && rate > quota.records
      ? [`${rate} records/s: Firehose's quota is ${quota.records}, to be raised by AWS`]
      : []),
    ...(bytes > quota.bytes
      ? [
          `${(bytes / 2 ** 20).toFixed(1)} MiB/s: Firehose begins at ${quota.bytes / 2 ** 20} MiB/s and scales by itself while it throttles`,
        ]
      : []),
  ];
}

/** Firehose reads the topic of MSK itself. */
export function mskFirehose(facts: Facts): Setup {
  const { question } = facts;
  const { delivery, way } = mskSourceCosts(facts);
  const perPartition: Figure = mbPerSecond('read from Kafka', facts, fetchedBytes(facts));
  const stream = (perPartition.value ?? 0) * question.headroom;
  const most = question.partitions * 10;
  const limit =
    question.brokers === 'self-managed'
      ? 'Firehose reads topics of MSK, and the brokers are your own'
      : stream > most
        ? `Firehose reads 10 MB/s of a partition: ${question.partitions} give ${most}, and ${stream.toFixed(0)} are needed`
        : question.recordBytes > 10_485_760
          ? `Firehose takes records of 10 MB from MSK; this one has ${question.recordBytes} bytes`
          : null;
  return setupOf(
    {
      name: 'msk-firehose',
      title: 'MSK → Firehose',
      kind: 'modelled',
      limit,
      conditions: ['multi-VPC private connectivity: not on brokers of t3.small', 'one topic each'],
      cannot: [...cannot, 'a transform, but by a Lambda function that is billed besides'],
      traits: {
        exactlyOnce: false,
        freshnessSecs: Math.min(question.timeoutSecs, 900),
        operations: 0,
        transforms: false,
        formats: 'lines; Parquet for more',
      },
    },
    {
      delivery,
      network: way,
      s3Requests: requestsCost(facts, firehoseObjects(facts)),
      storage: storageCost(facts),
    },
  );
}
