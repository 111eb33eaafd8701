import { constant, derive, type Figure } from '../model/figure.ts';
import { type Facts, monthHours } from '../model/facts.ts';
import {
  atOnce,
  eventBytes,
  functionCosts,
  functionLogsCost,
  functionMetricsCost,
  functionObjects,
  functionSize,
  type Invocations,
  invocationsOf,
  longestMs,
  pollers,
} from '../model/lambda.ts';
import { requestsCost, storageCost } from '../model/objects.ts';
import { type Setup, setupOf } from '../model/setup.ts';
import {
  endpointsCost,
  fetchedBytes,
  gbMonth,
  managedCrossZoneCost,
  mbPerSecond,
} from '../model/traffic.ts';

/** Of both packages (docs/formats.md). */
export const ourFormats = 'lines, JSON, CSV, Parquet, Avro, Protobuf';

export type HandlerMode = 'provisioned' | InvokePath;
/** How invocations leave the VPC; 'existing': by endpoints that others pay for. */
export type InvokePath = 'on-demand-endpoints' | 'on-demand-existing' | 'on-demand-nat';

const titles = {
  provisioned: 'Lambda handler, provisioned mapping',
  'on-demand-endpoints': 'Lambda handler, on-demand mapping by endpoints',
  'on-demand-existing': 'Lambda handler, on-demand mapping, endpoints are there',
  'on-demand-nat': 'Lambda handler, on-demand mapping by NAT',
} satisfies Record<HandlerMode, string>;

const cannot = [
  'exactly once: at least once, under the same keys',
  'objects beyond what 6 MB of JSON hold: about 4 MB of records, shared by the partitions in it',
];

/** The function, behind one kind of event source mapping. */
export function handlerSetup(facts: Facts, mode: HandlerMode): Setup {
  const invocations = invocationsOf(facts);
  const { memory, duration } = functionSize(facts, invocations);
  return setupOf(
    {
      name: `handler-${mode}`,
      title: titles[mode],
      kind: 'measured',
      limit: functionLimit(facts, invocations, duration, mode),
      conditions: conditionsOf(facts, invocations, duration, mode),
      cannot: [
        ...cannot,
        ...(mode === 'provisioned'
          ? []
          : ['partial answers and retry limits: those need provisioned mode']),
      ],
      traits: {
        exactlyOnce: false,
        freshnessSecs: Math.min(facts.question.timeoutSecs, 300),
        operations: 1,
        transforms: true,
        formats: ourFormats,
      },
    },
    {
      ...functionCosts(facts, invocations, duration, memory),
      pollers: mode === 'provisioned' ? pollersCost(facts, invocations, duration) : null,
      network: mode === 'provisioned' ? null : invokePathCost(facts, mode),
      crossZone: managedCrossZoneCost(facts),
      s3Requests: requestsCost(facts, functionObjects(facts, invocations)),
      logs: functionLogsCost(facts, invocations),
      metrics: functionMetricsCost(facts),
      storage: storageCost(facts),
    },
  );
}

/** Event poller units: ten pollers, or 20 MB/s; a poller reads 5 MB/s, or waits for five invocations. */
function pollersCost(facts: Facts, { perSecond }: Invocations, duration: Figure): Figure {
  const chosen = facts.question.pollerUnits;
  const units =
    chosen === null
      ? derive('event poller units', 'EPU', unitsFormula, {
          pollers: pollers(facts),
          perSecond,
          duration,
          waits: constant('invocations that a poller waits for', '', 5, 'as Lambda documents it'),
          each: constant('pollers of a unit', '', 10, 'by default'),
          stream: mbPerSecond('read from Kafka', facts, fetchedBytes(facts)),
          most: constant('MB/s of a unit', 'MB/s', 20, 'as Lambda documents it'),
        })
      : constant('event poller units', 'EPU', chosen, 'asked');
  return derive('pollers', 'USD a month', 'units * hours * price', {
    units,
    hours: monthHours,
    price: facts.price('lambda.pollerUnitHour'),
  });
}

const unitsFormula =
  'max(ceil(max(pollers, ceil(perSecond * duration / 1000 / waits)) / each), ceil(stream / most))';

/** On demand the invocation itself goes through the VPC: all of the JSON is billed as data of that way. */
export function invokePathCost(facts: Facts, mode: InvokePath): Figure {
  const data = gbMonth('events as JSON', facts, eventBytes(facts));
  if (mode !== 'on-demand-nat') {
    const two =
      mode === 'on-demand-existing'
        ? constant('endpoints', '', 0, 'there are those of Lambda and STS, for others, too')
        : constant('endpoints', '', 2, 'Lambda and STS');
    return endpointsCost(facts, 'endpoints', two, data, monthHours);
  }
  return derive('NAT gateways', 'USD a month', 'zones * hours * hourly + data * price', {
    zones: facts.asked.zones,
    hours: monthHours,
    hourly: facts.price('nat.hour'),
    data,
    price: facts.price('nat.gb'),
  });
}

/** What Lambda itself forbids. */
export function functionLimit(
  facts: Facts,
  invocations: Invocations,
  duration: Figure,
  mode: HandlerMode,
): string | null {
  const { partitions, recordBytes } = facts.question;
  const bytes = eventBytes(facts).value ?? 0;
  if (bytes > 6_291_456) {
    const most = Math.floor((recordBytes * 6_291_456) / bytes);
    return `an event has 6 MB: a record of ${recordBytes} bytes does not fit in Base64 (about ${most} do)`;
  }
  const needed = pollers(facts).value ?? 0;
  if (mode === 'provisioned' && needed > partitions) {
    return `a poller reads 5 MB/s and there are at most as many as partitions: ${partitions}, but ${needed} are needed`;
  }
  const ms = duration.value ?? 0;
  if (ms > longestMs) {
    return `a Kafka mapping ends invocations after 14 minutes; this one takes ${Math.round(ms / 1000)} s`;
  }
  const running = atOnce(facts, invocations, duration);
  if (running > partitions) {
    return `a partition has one invocation at a time: ${partitions} partitions, but ${Math.ceil(running)} are needed at once`;
  }
  return null;
}

function conditionsOf(
  facts: Facts,
  invocations: Invocations,
  duration: Figure,
  mode: HandlerMode,
): string[] {
  const running = atOnce(facts, invocations, duration);
  return [
    ...(running > 1_000
      ? [`${Math.ceil(running)} invocations at once: above the account's default quota of 1,000`]
      : []),
    ...(mode === 'provisioned'
      ? []
      : [
          'that endpoints and NAT bill the JSON of events follows from AWS’s description of the way',
        ]),
  ];
}
