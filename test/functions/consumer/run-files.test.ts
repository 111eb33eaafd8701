import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import { createBucket } from '../../support/bucket.ts';
import { runConsumer, startConsumer } from '../../support/consumer-process.ts';
import { testKafka, testS3 } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { numbered } from '../../support/scenario.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

const pipeline = join(import.meta.dirname, '..', '..', 'support', 'pipelines', 'files.yaml');
const partitions = 2;
/** Records of an epoch of each partition. */
const perBatch = 400;
const kinds = ['lines', 'gz', 'zst'] as const;

/** What reads a file as everybody does; one that a killed process left may end half-way, and is told as far as it goes. */
const readers = { lines: ['cat'], gz: ['zcat'], zst: ['zstd', '-dc'] } as const;

/** The whole lines of all files of a kind: `partition offset`. */
function written(folder: string, kind: (typeof kinds)[number]): readonly string[] {
  const within = join(folder, kind);
  const [command, ...args] = readers[kind];
  return readdirSync(within).flatMap((name) => {
    const input = readFileSync(join(within, name));
    const { stdout } = spawnSync(command, args, { input, maxBuffer: 1 << 28 });
    return stdout
      .toString()
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => placeOf(line) ?? []);
  });
}

/** Null: half a line, which nothing but a killed process can have left. */
function placeOf(line: string): string | null {
  try {
    const { partition, offset } = JSON.parse(line) as Record<string, number>;
    return `${partition} ${offset}`;
  } catch {
    return null;
  }
}

function missing(folder: string, next: ReadonlyMap<number, bigint>): readonly string[] {
  return kinds.flatMap((kind) => {
    const places = new Set(written(folder, kind));
    return [...next].flatMap(([partition, end]) =>
      Array.from({ length: Number(end) }, (_, offset) => `${partition} ${offset}`)
        .filter((place) => !places.has(place))
        .map((place) => `${kind} ${place}`),
    );
  });
}

test(
  'a consumer that is killed again and again has in its files whatever it has committed, and in the end all',
  { timeout: 120_000 },
  async (t) => {
    const topic = await createTopic({ partitions });
    t.after(() => deleteTopic(topic));
    const bucket = await createBucket('files');
    t.after(() => bucket.remove());
    const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const groupId = uniqueName('files');
    const s3 = await testS3();
    const env = {
      KAFKA_BROKERS: (await testKafka()).bootstrapServers,
      TOPIC: topic,
      GROUP_ID: groupId,
      FOLDER: folder,
      BUCKET: bucket.name,
      S3_ENDPOINT: s3.endpoint,
      S3_KEY: s3.accessKeyId,
      S3_SECRET: s3.secretAccessKey,
    };
    let produced = 0;
    let committedAtKills = 0n;
    for (const round of ['at its first commit', 'in the middle']) {
      const consumer = await startConsumer({ pipeline, env });
      const before = committedAtKills;
      const busy = new AbortController();
      const producing = (async () => {
        for (let batch = 0; batch < 40 && !busy.signal.aborted; batch += 1) {
          await produce(topic, numbered(perBatch, partitions, produced));
          produced += perBatch;
          // one epoch each, and nothing that would have lines written for another reason
          if (round === 'at its first commit') return;
          await sleep(50);
        }
      })();
      try {
        if (round === 'at its first commit') {
          const isCommitted = async (): Promise<boolean> => {
            const committed = await committedOffsets(groupId, topic);
            return committed.some(({ offset }) => (offset ?? 0n) > 0n);
          };
          await waitUntil('an epoch is committed', isCommitted, { everyMs: 10 });
        } else {
          // epochs follow one another: where one more is stored, the one before it is committed
          await consumer.untilMetrics(
            'objects to be stored',
            (samples) => samples.sum('sluice_objects_stored_total') >= 4,
          );
          await sleep(Math.random() * 100);
        }
      } finally {
        consumer.kill('SIGKILL');
        busy.abort();
        await producing;
      }
      await consumer.exit;
      const committed = await committedOffsets(groupId, topic);
      const next = new Map(committed.map(({ partition, offset }) => [partition, offset ?? 0n]));
      committedAtKills = [...next.values()].reduce((sum, offset) => sum + offset, 0n);
      assert.ok(committedAtKills > before, `${committedAtKills} > ${before}`);
      assert.deepEqual(missing(folder, next), []);
    }
    const { ended: exit, lines } = await runConsumer({ pipeline, env, args: ['--until-end'] });
    assert.deepEqual(exit, { code: 0, signal: null }, lines.slice(-10).join('\n'));
    const all = new Map(
      Array.from({ length: partitions }, (_, partition) => [
        partition,
        BigInt(produced / partitions),
      ]),
    );
    assert.deepEqual(missing(folder, all), []);
    // what has its name is read by whoever reads it whole: Node, too
    for (const kind of ['gz', 'zst']) {
      for (const name of readdirSync(join(folder, kind))) {
        if (name.includes('.torn-')) continue;
        const bytes = readFileSync(join(folder, kind, name));
        const read = await text(Readable.from(unpack(Readable.from([bytes]))));
        for (const line of read.trimEnd().split('\n')) assert.notEqual(placeOf(line), null);
      }
    }
    t.diagnostic(
      `${produced} records, ${committedAtKills} committed at the last kill; files: ${kinds.map((kind) => readdirSync(join(folder, kind)).join(' ')).join(' | ')}`,
    );
  },
);
