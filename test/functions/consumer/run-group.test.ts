import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { compareWithTopic, storedEvents } from '../../support/stored-events.ts';
import { waitUntil } from '../../support/wait-until.ts';

describe('consumers that share a group', { timeout: 120_000 }, () => {
  let scenario: Scenario;
  const stop = new AbortController();
  after(async () => {
    stop.abort();
    await scenario.remove();
  });

  it('pass partitions on when one joins, leaves or is killed: nothing is lost, and only the killed one repeats work', async () => {
    scenario = await makeScenario({
      partitions: 6,
      sink: { batch: { maxBytes: 20_000, timeoutSecs: 2 } },
    });
    let produced = 0;
    const more = async (): Promise<void> => {
      await produce(scenario.topic, numbered(600, 6, produced));
      produced += 600;
      await sleep(100);
    };
    // a load that goes on over all the rebalances
    const load = (async (): Promise<void> => {
      while (!stop.signal.aborted) await more();
    })();
    const [a, b] = await Promise.all([scenario.start(), scenario.start()]);
    const members = [a, b];
    const share = (consumer: ConsumerProcess): number =>
      (consumer.told('partitions_assigned').at(-1)?.['partitions'] as unknown[] | undefined)
        ?.length ?? 0;
    const untilShared = async (what: string, look: () => boolean): Promise<true> =>
      waitUntil(what, look, { timeoutMs: 45_000 }).catch((cause: unknown) => {
        throw new Error(members.flatMap(groupLines).join('\n'), { cause });
      });
    await untilShared('two share', () => share(a) === 3 && share(b) === 3);
    const c = await scenario.start();
    members.push(c);
    await untilShared('three share', () => [a, b, c].every((each) => share(each) === 2));
    await c.untilTold('object_stored');
    assert.equal((await c.stop()).code, 0);
    await untilShared('two share again', () => share(a) === 3 && share(b) === 3);
    const storedBefore = b.told('object_stored').length;
    await untilShared('b works on', () => b.told('object_stored').length > storedBefore + 2);
    const graceful = await storedEvents(scenario.bucket);
    const early = await compareWithTopic(scenario.topic, graceful);
    assert.deepEqual(early.duplicated, [], 'joining and leaving repeat nothing');

    b.kill('SIGKILL');
    await b.exit;
    await untilShared('a has all', () => share(a) === 6);
    stop.abort();
    await load;
    await scenario.untilDrained();
    assert.equal((await a.stop()).code, 0);

    const events = await storedEvents(scenario.bucket);
    const { missing, duplicated, strange } = await compareWithTopic(scenario.topic, events);
    assert.deepEqual({ missing, strange }, { missing: [], strange: [] });
    // what b had stored and not yet committed when it was killed: of its partitions, and at most what it held open
    const owned = new Set(
      (b.told('partitions_assigned').at(-1)?.['partitions'] as string[] | undefined)?.map(
        (partition) => partition.split('/')[1],
      ),
    );
    assert.ok(duplicated.every((id) => owned.has(id.split('@')[0])));
    assert.ok(duplicated.length < 5_000, `${duplicated.length} duplicates`);
    process.stderr.write(`duplicates after SIGKILL: ${duplicated.length} of ${produced}\n`);
    assertOneOwner(members.map(({ lines }) => lines));
  });
});

/** What a member said about the group, for whoever has to find out why a test failed. */
function groupLines({ pid, lines }: ConsumerProcess): string[] {
  return lines
    .filter((line) => !/"(?:object_stored|epoch_cut|offsets_committed)"/.test(line))
    .map((line) => `${pid} ${line}`);
}

/** By generation, as the logs tell: no partition is held by two members. */
function assertOneOwner(logs: readonly (readonly string[])[]): void {
  const owners = new Map<string, string>();
  for (const line of logs.flat()) {
    if (!line.includes('"partitions_assigned"')) continue;
    const { generation, memberId, partitions } = JSON.parse(line) as {
      generation: number;
      memberId: string;
      partitions: string[];
    };
    for (const partition of partitions) {
      const key = `${generation} ${partition}`;
      assert.equal(owners.get(key) ?? memberId, memberId, key);
      owners.set(key, memberId);
    }
  }
  assert.ok(owners.size > 0);
}
