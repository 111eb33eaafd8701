import { assumed, constant, derive, type Figure } from './figure.ts';
import { eventCpuMicros, memoryHeadroom } from './cpu.ts';
import { type Facts, gbBytes, monthSecs } from './facts.ts';
import type { Compression } from './question.ts';
import { fetchedBytes, mbPerSecond, recordsMonth } from './traffic.ts';

const eventLimit = constant('bytes of an event', 'bytes', 6_291_456, '6 MB, not adjustable');
const batchLimit = constant('records of a batch', 'records', 10_000, 'BatchSize, at most');
const coreMb = constant('memory that gives one vCPU', 'MB', 1_769, 'as Lambda documents it');
const windowLimit = constant('batching window', 's', 300, 'MaximumBatchingWindowInSeconds');

/** What one record takes in the JSON that Lambda hands over: key and value in Base64, and names around them. */
export function eventBytes({ asked, measured }: Facts): Figure {
  return derive('bytes of a record in an event', 'bytes', 'record * 4 / 3 + overhead', {
    record: asked.recordBytes,
    overhead: measured('handler.eventOverheadBytes', 'bytes of a record in an event besides'),
  });
}

/** Pollers of the mapping: 5 MB/s each. */
export function pollers(facts: Facts): Figure {
  const inputs = {
    stream: mbPerSecond('read from Kafka', facts, fetchedBytes(facts)),
    each: constant('MB/s of a poller', 'MB/s', 5, 'as Lambda documents it'),
  };
  return derive('pollers', '', 'max(1, ceil(stream / each))', inputs);
}

/** How the stream comes in pieces. */
export interface Invocations {
  readonly perSecond: Figure;
  readonly records: Figure;
  readonly month: Figure;
}

export function invocationsOf(facts: Facts): Invocations {
  const { asked } = facts;
  const full = derive(
    'records of a full batch',
    'records',
    'min(batch, limit / bytes)',
    { batch: batchLimit, limit: eventLimit, bytes: eventBytes(facts) },
    'BatchSize or 6 MB, what comes first',
  );
  const window = derive('seconds that a batch waits', 's', 'min(age, most)', {
    age: asked.timeoutSecs,
    most: windowLimit,
  });
  const perSecond = derive(
    'invocations a second',
    '/s',
    'max(rate / full, min(rate, pollers / window))',
    { rate: asked.rate, full, pollers: pollers(facts), window },
    'full batches, or what has come when the window is over',
  );
  const records = derive('records of an invocation', 'records', 'rate / perSecond', {
    rate: asked.rate,
    perSecond,
  });
  const month = derive('invocations a month', '', 'perSecond * seconds', {
    perSecond,
    seconds: monthSecs,
  });
  return { perSecond, records, month };
}

/** How much memory the function has, and how long an invocation takes with it. */
export interface FunctionSize {
  readonly memory: Figure;
  readonly duration: Figure;
}

/** Those that people choose, to one whole vCPU: with more, one thread gets no faster. */
const largerSizes = [512, 1_024, 1_769] as const;

/**
 * The least memory that holds what was measured: CPU comes with memory, and a smaller function waits cheaper. A larger one only
 * where invocations would take longer than the partitions allow, as those of a partition come one after the other.
 * @param more what an invocation takes besides
 */
export function functionSize(
  facts: Facts,
  invocations: Invocations,
  compression: Compression = facts.question.compression,
  more: (own: Figure) => Figure = (own) => own,
): FunctionSize {
  const least = leastMb(facts);
  const why = 'with less, invocations would take longer than the partitions allow';
  const larger = largerSizes
    .filter((mb) => mb > (least.value ?? 0))
    .map((mb) => constant('memory of the function', 'MB', mb, why));
  const sizes = [least, ...larger].map((memory) => ({
    memory,
    duration: more(durationMs(facts, invocations, memory, compression)),
  }));
  const { partitions } = facts.question;
  const enough = sizes.find(({ duration }) => {
    return atOnce(facts, invocations, duration) <= partitions && (duration.value ?? 0) <= longestMs;
  });
  return enough ?? sizes.at(-1) ?? { memory: least, duration: least };
}

/** A Kafka mapping ends an invocation after 14 minutes. */
export const longestMs = 840_000;

/** Invocations under way at the same time, with room for peaks. */
export function atOnce(facts: Facts, { perSecond }: Invocations, duration: Figure): number {
  return ((perSecond.value ?? 0) * (duration.value ?? 0) * facts.question.headroom) / 1000;
}

/** In steps of 128 MB. */
function leastMb({ measured }: Facts): Figure {
  const inputs = {
    peak: measured('handler.peakBytes', 'memory of the function at most'),
    over: memoryHeadroom,
    mb: constant('bytes of a MB', 'bytes', 1_048_576, 'as Lambda counts memory'),
    step: constant('step', 'MB', 128, 'of memory sizes here'),
  };
  return derive('memory of the function', 'MB', 'step * ceil(peak * over / mb / step)', inputs);
}

const putMs = assumed(
  'ms that an invocation waits for S3',
  'ms',
  100,
  'S3 takes some tens to some hundreds of ms for a PUT of a few MB; the local server says nothing of that',
);

/** Billed milliseconds of an invocation: CPU at the share of a core that the memory gives, and waiting. */
function durationMs(
  facts: Facts,
  { records }: Invocations,
  memoryMb: Figure,
  compression: Compression,
): Figure {
  const formula = 'min(records, together) * put + records * micros / 1000';
  const cpuMs = derive('CPU of an invocation', 'ms', formula, {
    together: partitionsTogether(facts),
    put: facts.measured('handler.objectCpuMs', 'CPU of an invocation by itself, for each object'),
    records,
    micros: eventCpuMicros('handler', facts, compression),
  });
  const inputs = { cpuMs, factor: facts.asked.vcpuFactor, core: coreMb, memory: memoryMb, putMs };
  const billed = 'cpuMs * factor * max(1, core / memory) + putMs';
  return derive('billed duration', 'ms', billed, inputs, 'one thread: above one vCPU no faster');
}

/** Invocations and GB-seconds of an ARM function. */
export function functionCosts(
  facts: Facts,
  { month }: Invocations,
  duration: Figure,
  memoryMb: Figure,
): { readonly compute: Figure; readonly invocations: Figure } {
  const free = facts.question.freeTier;
  const gbSeconds = derive('GB-seconds', 'GB-s', 'month * duration / 1000 * memory / 1024', {
    month,
    duration,
    memory: memoryMb,
  });
  const freeGbSeconds = constant('free GB-s', 'GB-s', free ? 400_000 : 0, 'the free tier');
  const freeRequests = constant('free requests', '', free ? 1_000_000 : 0, 'the free tier');
  return {
    compute: derive('compute', 'USD a month', 'max(0, gbSeconds - free) * price', {
      gbSeconds,
      free: freeGbSeconds,
      price: facts.price('lambda.gbSecond.arm'),
    }),
    invocations: derive('invocations', 'USD a month', 'max(0, month - free) * price', {
      month,
      free: freeRequests,
      price: facts.price('lambda.request'),
    }),
  };
}

/** The logs of the function: its own lines, and Lambda's for each invocation. */
export function functionLogsCost(facts: Facts, { month }: Invocations): Figure {
  return derive('logs', 'USD a month', 'month * bytes / gb * price', {
    month,
    bytes: facts.measured('handler.logBytesPerInvocation', 'log of an invocation'),
    gb: gbBytes,
    price: facts.price('logs.gb'),
  });
}

/** What the function's counters cost as metrics of CloudWatch, which makes them of its log lines. */
export function functionMetricsCost(facts: Facts): Figure {
  return derive('metrics', 'USD a month', 'metrics * price', {
    metrics: facts.measured('handler.metrics', 'metrics of a function without faults'),
    price: facts.price('metric.month'),
  });
}

const mixed = assumed(
  'share of a poller’s partitions in a batch',
  '',
  1,
  'AWS does not say how many partitions a batch mixes; all of them is the most',
);

/** So many objects a batch makes: one for each partition in it. */
function partitionsTogether(facts: Facts): Figure {
  const chosen = facts.question.partitionsPerInvocation;
  if (chosen !== null) return constant('partitions in a batch', '', chosen, 'asked');
  return derive('partitions in a batch', '', 'max(1, partitions / pollers * share)', {
    partitions: facts.asked.partitions,
    pollers: pollers(facts),
    share: mixed,
  });
}

/** Objects of a month: one for each partition in a batch. */
export function functionObjects(facts: Facts, invocations: Invocations): Figure {
  return derive(
    'objects a month',
    'objects',
    'min(all, month * min(records, together))',
    {
      all: recordsMonth(facts),
      month: invocations.month,
      records: invocations.records,
      together: partitionsTogether(facts),
    },
    'an object for each partition of a batch',
  );
}
