import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { open as openFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readJournal } from '../../../shared/engine/disk/read-journal.ts';
import {
  type ConsumerProcess,
  scenarioPipeline,
  startConsumer,
} from '../../support/consumer-process.ts';
import type { LogLine } from '../../support/log-line.ts';
import { testS3 } from '../../support/engines.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { producePerf } from '../../support/produce.ts';
import type { Samples } from '../../support/prometheus.ts';
import { makeScenario, type Scenario, type ScenarioOptions } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';
import { waitUntil } from '../../support/wait-until.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-run-disk-'));
const scenarios: Scenario[] = [];
let folders = 0;
/** How large an epoch may get; DISK_OPEN_MB=300 shows more, and takes longer. */
const openMb = Number(process.env['DISK_OPEN_MB'] ?? 80);
const mb = 1024 * 1024;
const values = Array.from({ length: 50 }, (_, id) => JSON.stringify({ id, pad: 'x'.repeat(900) }));

interface OnDisk {
  readonly scenario: Scenario;
  readonly dataDir: string;
}

/** Objects that nothing ends but a stop, in a data directory of the test's own. */
async function begin(options: ScenarioOptions = {}, buffer: object = {}): Promise<OnDisk> {
  const dataDir = join(root, String(folders++));
  const scenario = await makeScenario({
    partitions: 2,
    ...options,
    sink: { batch: { maxBytes: 900 * mb, timeoutSecs: 400 }, ...options.sink },
    top: {
      dataDir,
      buffer: { type: 'disk', maxBytes: 64 * mb, maxSize: 1024 * mb, ...buffer },
      log: { level: 'INFO' },
      ...options.top,
    },
  });
  scenarios.push(scenario);
  return { scenario, dataDir };
}

async function untilTaken(
  consumer: ConsumerProcess,
  records: number,
  look: (samples: Samples) => void = () => undefined,
): Promise<void> {
  await waitUntil(
    `${records} records are taken`,
    async () => {
      if (!consumer.running()) throw new Error(consumer.lines.slice(-15).join('\n'));
      const metrics = await consumer.metrics().catch(() => null);
      if (metrics === null) return false;
      look(metrics);
      return metrics.sum('sluice_records_received_total') >= records;
    },
    { timeoutMs: 120_000, everyMs: 200 },
  );
}

async function killed(consumer: ConsumerProcess): Promise<void> {
  consumer.kill('SIGKILL');
  await consumer.exit;
}

function recordsOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + Number(line['records']), 0);
}

async function filesIn(path: string): Promise<string[]> {
  return (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.epoch'));
}

/** Whether each of the files has a checkpoint: a partition gets one for 8 MiB of records. */
async function haveCheckpoints(dataDir: string, files: number): Promise<boolean> {
  const hasOne = async (name: string): Promise<boolean> => {
    const handle = await openFile(join(dataDir, name));
    try {
      return !('why' in (await readJournal(handle)));
    } finally {
      await handle.close();
    }
  };
  const all = await Promise.all((await filesIn(dataDir)).map(hasOne));
  return all.length === files && all.every(Boolean);
}

describe('a disk buffer', { timeout: 600_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
    rmSync(root, { recursive: true, force: true });
  });

  it('is gone on with after kill -9 in the middle of large epochs, and nothing before the checkpoints is fetched again', async (t) => {
    const { scenario, dataDir } = await begin({ sink: { compression: 'gzip' } });
    await producePerf(scenario.topic, 24_000, values);
    const first = await scenario.start();
    await untilTaken(first, 24_000);
    await killed(first);
    assert.equal((await filesIn(dataDir)).length, 2);
    assert.deepEqual(await scenario.bucket.list(), []);

    const second = await scenario.start();
    await second.untilTold('partitions_assigned');
    const restored = second.told('journal_restored');
    // on a busy machine the kill may come before the first checkpoint of one of the two is on the disk
    assert.ok(restored.length > 0);
    // the fetch begins where the checkpoint ends: what is received is the rest, and not a record more
    const kept = recordsOf(restored);
    assert.ok(kept > 4_000, `${kept} records were on the disk`);
    await untilTaken(second, 24_000 - kept);
    await producePerf(scenario.topic, 1_000, values);
    await untilTaken(second, 25_000 - kept);
    t.diagnostic(`${kept} of 24000 records went on from the disk`);
    assert.equal((await second.stop()).code, 0);
    const metrics = second.told('shutdown_finished');
    assert.equal(metrics[0]?.['clean'], true);
    assert.equal((await scenario.assertExact()).length, 25_000);
    assert.deepEqual(await filesIn(dataDir), []);
    const objects = await scenario.bucket.list();
    assert.equal(objects.length, 2, 'one object for each partition, in spite of the kill');
  });

  it('is of no use to a pipeline that was changed: its files are deleted, said so, and all is read again', async () => {
    const { scenario, dataDir } = await begin();
    let records = 0;
    const first = await scenario.start();
    // the producer may give one partition far less than the other
    do {
      await producePerf(scenario.topic, 20_000, values);
      records += 20_000;
      await untilTaken(first, records);
    } while (!(await haveCheckpoints(dataDir, 2)));
    await killed(first);
    assert.equal((await filesIn(dataDir)).length, 2);

    const definition = scenario.definition as { sinks: { s3: object } };
    const changed = { sinks: { s3: { ...definition.sinks.s3, keyPrefix: 'raw/v2/' } } };
    const second = await scenario.start([], changed);
    await untilTaken(second, records);
    const deleted = second.told('journal_deleted');
    assert.deepEqual(
      deleted.map(({ reason }) => reason),
      ['rules', 'rules'],
    );
    assert.deepEqual(second.told('journal_restored'), []);
    assert.equal((await second.stop()).code, 0);
    await scenario.assertExact();
  });

  it('goes on with an epoch that was being stored when the process died: its ledger stands, and nothing is fetched again', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const { scenario } = await begin({
      partitions: 1,
      endpoint: proxy.endpoint,
      sink: { batch: { maxBytes: 900 * mb, timeoutSecs: 4 } },
    });
    const first = await scenario.start();
    await first.untilTold('partitions_assigned');
    proxy.fault(({ method, path }) =>
      method !== 'GET' && path.includes('/raw/')
        ? { do: 'answer', status: 503, code: 'SlowDown' }
        : null,
    );
    await producePerf(scenario.topic, 8_000, values);
    await untilTaken(first, 8_000);
    await first.untilTold('store_retry');
    await killed(first);
    assert.equal((await scenario.committed())[0], 0n);
    assert.deepEqual(await scenario.bucket.list('raw/'), []);
    proxy.clear();
    const second = await scenario.start();
    await scenario.untilDrained(90_000);
    const metrics = await second.metrics();
    const restored = second.told('journal_restored');
    t.diagnostic(`${recordsOf(restored)} of 8000 records went on from the disk`);
    assert.equal(recordsOf(restored) + metrics.sum('sluice_records_received_total'), 8_000);
    assert.ok(recordsOf(restored) > 0);
    assert.equal((await second.stop()).code, 0);
    await scenario.assertExact();
  });

  it('of another pipeline, or of a process that runs, is refused before anything is read', async () => {
    const { scenario, dataDir } = await begin();
    const first = await scenario.start();
    await first.untilTold('partitions_assigned');
    const same = await scenario.start();
    assert.equal((await same.exit).code, 73);
    assert.ok(
      same.lines.some((line) =>
        line.includes(
          `DATA_DIR_TAKEN: the data directory ${dataDir} is used by process ${first.pid}`,
        ),
      ),
      same.lines.join('\n'),
    );
    assert.equal((await first.stop()).code, 0);
    const other = await scenario.start([], { name: 'other' });
    assert.equal((await other.exit).code, 73);
    assert.ok(
      other.lines.some((line) => line.includes("belongs to the pipeline 'scenario'")),
      other.lines.join('\n'),
    );
  });

  it('that is full ends the process with DISK_FULL: what was taken is stored and committed, the rest is read by the next', async () => {
    const { scenario } = await begin({ partitions: 1 });
    await producePerf(scenario.topic, 25_000, values);
    // a limit of 8 MB for a file, in the blocks of 512 bytes that POSIX counts in: the system refuses what goes beyond
    const full = await startConsumer({
      pipeline: scenarioPipeline,
      env: { SLUICE_SCENARIO: JSON.stringify(scenario.definition) },
      by: ['sh', '-c', 'ulimit -f 16384; exec "$@"', 'sh'],
    });
    assert.equal((await full.exit).code, 74);
    const [fatal] = full.told('fatal');
    assert.equal(fatal?.error?.code, 'DISK_FULL');
    const committed = (await scenario.committed())[0] ?? 0n;
    const stored = await storedEvents(scenario.bucket);
    assert.ok(stored.length > 0 && stored.length < 25_000, `${stored.length} stored`);
    assert.equal(BigInt(stored.length), committed, 'what is committed is what is stored');
    const next = await scenario.start(['--until-end']);
    assert.equal((await next.exit).code, 0, next.lines.join('\n'));
    await scenario.assertExact();
  });

  it('holds within maxSize: epochs end when it is used up, and fetching waits', async (t) => {
    const { scenario } = await begin({}, { maxSize: 64 * mb });
    await producePerf(scenario.topic, 90_000, values);
    const consumer = await scenario.start();
    let most = 0;
    await untilTaken(consumer, 90_000, ({ sum }) => {
      most = Math.max(most, sum('sluice_disk_bytes'));
    });
    t.diagnostic(`at most ${Math.round(most / mb)} MB on the disk`);
    const cut = await consumer.metrics();
    assert.ok(cut.sum('sluice_epochs_cut_total', { reason: 'disk' }) > 0);
    assert.ok(most < 64 * mb, `${most} bytes`);
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it(`keeps memory flat: an open epoch of ${openMb} MB within buffer.maxBytes of 32 MB`, async (t) => {
    const { scenario } = await begin({ partitions: 1 }, { maxBytes: 32 * mb });
    const records = openMb * 1_100;
    await producePerf(scenario.topic, records, values);
    const consumer = await scenario.start();
    await untilTaken(consumer, records);
    const open = (await consumer.metrics()).sum('sluice_disk_bytes');
    const filled = consumer.peakRssMb();
    assert.ok(open > openMb * 0.95 * mb, `${open} bytes on the disk`);
    assert.equal((await consumer.stop()).code, 0);
    const peak = consumer.peakRssMb();
    t.diagnostic(
      `${Math.round(open / mb)} MB open; peak memory ${filled} MB while it was filled, ${peak} MB in all`,
    );
    const objects = await scenario.bucket.list();
    assert.equal(objects.length, 1);
    // of which about 100 MB are Node and the bundle
    if (peak !== null) assert.ok(peak < 100 + openMb * 0.9, `peak memory ${peak} MB`);
    assert.deepEqual((await scenario.committed())[0], BigInt(records));
  });
});
