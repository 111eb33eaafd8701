/**
 * What a task on ECS does besides its program: it finds its zone, and tells CloudWatch its metrics. It comes into the
 * process by NODE_OPTIONS (constructs/task-preload.ts), so that an image needs nothing of Amazon's in it. It never
 * stops the program: whatever fails here is a line in the log.
 */
import { isMainThread } from 'node:worker_threads';

/** Of Prometheus' page: what is the highest of a task's partitions, what adds up, and what only grows. */
const highest = ['sluice_oldest_uncommitted_age_seconds'];
const summed = ['sluice_consumer_lag_records', 'sluice_held_bytes'];
const growing = [
  'sluice_records_received_total',
  'sluice_records_stored_total',
  'sluice_records_dead_lettered_total',
  'sluice_store_retries_total',
  'sluice_commits_failed_total',
  'sluice_consumer_restarts_total',
];

const { ECS_CONTAINER_METADATA_URI_V4, SLUICE_ZONE_IDS, SLUICE_METRICS_URL, SLUICE_PIPELINE } =
  process.env;
// threads have what the main thread has found; `node -e` is the health check
if (isMainThread && process.argv[1] !== undefined) {
  await findRack();
  if (SLUICE_METRICS_URL) {
    const known = new Map();
    const everyMs = Number(process.env.SLUICE_METRICS_INTERVAL_MS ?? 60_000);
    setInterval(() => void tellMetrics(SLUICE_METRICS_URL, known), everyMs).unref();
  }
}

/** Brokers of MSK call a rack by the zone's id (use1-az1), which is another zone in each account; ECS tells its name. */
async function findRack() {
  if (!ECS_CONTAINER_METADATA_URI_V4 || !SLUICE_ZONE_IDS || process.env.KAFKA_RACK_ID) return;
  try {
    const answer = await fetch(`${ECS_CONTAINER_METADATA_URI_V4}/task`, {
      signal: AbortSignal.timeout(5_000),
    });
    const { AvailabilityZone: zone } = await answer.json();
    const pair = SLUICE_ZONE_IDS.split(',').find((each) => each.startsWith(`${zone}=`));
    if (pair === undefined) warn(`the id of the zone ${zone} is not in SLUICE_ZONE_IDS`);
    else process.env.KAFKA_RACK_ID = pair.slice(zone.length + 1);
  } catch (error) {
    warn(`the zone of the task is not known: ${error?.message}`);
  }
}

async function tellMetrics(url, known) {
  try {
    const page = await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).text();
    process.stdout.write(`${emfLine(valuesOf(page), known)}\n`);
  } catch (error) {
    warn(`metrics are not told: ${error?.message}`);
  }
}

/** The values of each name, over all labels. */
function valuesOf(page) {
  const values = new Map();
  for (const [, name, value] of page.matchAll(/^(sluice_\w+)(?:\{.*\})? (\S+)$/gm)) {
    const all = values.get(name) ?? [];
    values.set(name, all);
    all.push(Number(value));
  }
  return values;
}

/** One line in CloudWatch's embedded metric format; of counters what they have grown by since the last line. */
function emfLine(values, known) {
  const sum = (name) => (values.get(name) ?? []).reduce((total, value) => total + value, 0);
  const metrics = [
    ...highest.map((name) => [name, Math.max(0, ...(values.get(name) ?? [])), 'Seconds']),
    ...summed.map((name) => [name, sum(name), name.endsWith('bytes') ? 'Bytes' : 'Count']),
    ...growing.map((name) => {
      const total = sum(name);
      const grown = Math.max(0, total - (known.get(name) ?? 0));
      known.set(name, total);
      return [name, grown, 'Count'];
    }),
  ];
  const directive = {
    Namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? 'Sluice',
    Dimensions: [['pipeline']],
    Metrics: metrics.map(([Name, , Unit]) => ({ Name, Unit })),
  };
  return JSON.stringify({
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    pipeline: SLUICE_PIPELINE,
    ...Object.fromEntries(metrics),
  });
}

function warn(message) {
  process.stdout.write(`${JSON.stringify({ level: 'WARN', message, event: 'task_preload' })}\n`);
}
