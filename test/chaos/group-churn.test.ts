/**
 * Members join, leave, crash and lose their connections at random while records come in. Whatever happens: what is
 * committed was read before by whoever committed it, offsets never go back, and in the end everything was read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKafkaPort } from '../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import type { KafkaPort } from '../../functions/consumer/kafka/port.ts';
import { type Ownership, partitionKey } from '../../shared/record.ts';
import { sourceOptions } from '../functions/consumer/kafka/test-member.ts';
import { startProxiedBroker } from '../support/engines.ts';
import { produce } from '../support/produce.ts';
import { committedOffsets, createTopic, uniqueName } from '../support/topics.ts';
import { waitUntil } from '../support/wait-until.ts';

const partitions = 5;
const rounds = 8;
const recordsARound = 200;

/** Everything that was committed with `ok`, in the order in which the answers came. */
interface Commit {
  readonly generation: number;
  readonly memberId: string;
  readonly from: bigint;
  readonly to: bigint;
}

test(
  'a group in disorder reads everything, and no commit goes back or over a gap',
  { timeout: 180_000 },
  async () => {
    const broker = await startProxiedBroker();
    try {
      const topic = await createTopic({ partitions, bootstrapServers: broker.direct });
      const groupId = uniqueName('churn');
      const commits = new Map<string, Commit[]>();
      /** Commits whose answer was lost: the broker may have them. */
      const unanswered = new Set<string>();
      const faults: Error[] = [];
      const stops = new Set<(crash: boolean) => Promise<void>>();

      const startOne = async (): Promise<void> => {
        const source = await sourceOptions({
          topics: [topic],
          groupId,
          bootstrapServers: broker.bootstrapServers,
          source: { sessionTimeoutMs: 2_000, rebalanceTimeoutMs: 3_000, heartbeatIntervalMs: 150 },
          connection: { requestTimeoutMs: 2_000 },
        });
        const stop = new AbortController();
        /** Where this member has read to, by partition, under which ownership. */
        const positions = new Map<
          string,
          { ownership: Ownership; read: bigint; committed: bigint }
        >();
        const port: KafkaPort = createKafkaPort({
          sourceName: 'churn',
          source,
          onOutOfRange: null,
          emit: () => {},
          metadataMaxAgeMs: 1_000,
        });
        const run = async (): Promise<void> => {
          await port.connect();
          await port.join({
            onRebalance: () => sleep(Math.random() * 200),
            onAssigned: async (ownership, list) => {
              positions.clear();
              for (const at of await port.committed(list)) {
                const start = at.offset < 0n ? 0n : at.offset;
                const place = { ownership, read: start, committed: start };
                if (port.seek(ownership, at, start)) {
                  positions.set(partitionKey(at.topic, at.partition), place);
                }
              }
            },
            onLost: (list) => {
              for (const at of list) positions.delete(partitionKey(at.topic, at.partition));
            },
            onRestart: () => {},
          });
          while (!stop.signal.aborted) {
            // idle rounds, too: what could not be committed is committed again
            const timeout = AbortSignal.any([stop.signal, AbortSignal.timeout(500)]);
            for (const chunk of await port.chunks(timeout)) {
              const key = partitionKey(chunk.topic, chunk.partition);
              const place = positions.get(key);
              if (place?.ownership.assignment !== chunk.ownership?.assignment) continue;
              assert.equal(chunk.start, place?.read, `${key}: a chunk does not join the last one`);
              place!.read = chunk.next;
              await sleep(Math.random() * 20);
            }
            await commitAll();
          }
        };
        const commitAll = async (): Promise<void> => {
          for (const [key, place] of positions) {
            const to = place.read;
            if (to === place.committed) continue;
            const partition = Number(key.split('/')[1]);
            const offset = { topic, partition, offset: to, metadata: '' };
            const [result] = await port.commit(place.ownership, [offset]);
            if (result!.outcome === 'unknown') unanswered.add(`${key}:${to}`);
            if (result!.outcome !== 'ok') continue;
            const { generation, memberId } = place.ownership;
            const list = commits.get(key) ?? [];
            commits.set(key, list);
            list.push({ generation, memberId, from: place.committed, to });
            place.committed = to;
          }
        };
        const running = run().catch((error: unknown) => {
          if (!stop.signal.aborted) faults.push(error as Error);
        });
        stops.add(async (crash) => {
          stop.abort();
          // a crash says no goodbye; its requests may still be under way
          if (!crash) await port.leave();
          await Promise.race([port.close(), sleep(3_000)]);
          await running;
        });
      };

      await Promise.all([startOne(), startOne()]);
      for (let round = 0; round < rounds; round += 1) {
        await produce(
          topic,
          Array.from({ length: recordsARound }, (_, n) => ({
            value: `${round}-${n}`,
            partition: n % partitions,
          })),
          { bootstrapServers: broker.direct },
        );
        const dice = Math.random();
        if (dice < 0.3) broker.proxy.cut();
        else if (dice < 0.45) {
          broker.proxy.blackHole('answers');
          await sleep(400);
          broker.proxy.cut();
          broker.proxy.resume();
        } else if (dice < 0.7 && stops.size > 1) {
          const [stop] = stops;
          stops.delete(stop!);
          await stop!(Math.random() < 0.5);
        } else if (stops.size < 5) await startOne();
        await sleep(300 + Math.random() * 700);
      }

      const total = BigInt((rounds * recordsARound) / partitions);
      await waitUntil(
        'everything is committed',
        async () => {
          if (faults.length > 0) throw faults[0]!;
          const seen = await committedOffsets(groupId, topic, broker.direct);
          return seen.length === partitions && seen.every(({ offset }) => offset === total);
        },
        { timeoutMs: 60_000, everyMs: 500 },
      );
      await Promise.all([...stops].map((stop) => stop(false)));
      assert.deepEqual(faults, []);
      for (const [key, list] of commits) {
        // answers of different members may be heard in another order than they were given
        const ordered = list.toSorted((a, b) => a.generation - b.generation);
        let reached = 0n;
        let last: Commit | null = null;
        for (const commit of ordered) {
          assert.ok(
            commit.from <= reached || unanswered.has(`${key}:${commit.from}`),
            `${key}: ${commit.from} begins behind ${reached}, a gap`,
          );
          assert.ok(commit.to >= reached, `${key}: ${commit.to} goes back from ${reached}`);
          if (last?.generation === commit.generation) assert.equal(commit.memberId, last.memberId);
          reached = commit.to;
          last = commit;
        }
      }
    } finally {
      await broker.stop();
    }
  },
);
