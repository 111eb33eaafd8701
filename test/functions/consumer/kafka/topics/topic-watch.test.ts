import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTopicFilter } from '../../../../../shared/pipeline/topic-filter.ts';
import {
  createTopicWatch,
  type TopicDescription,
  type TopicWatch,
} from '../../../../../functions/consumer/kafka/topics/topic-watch.ts';
import { SluiceError } from '../../../../../shared/errors.ts';

interface World {
  /** Topic → partitions; a negative number is an error code with the other sign. */
  topics: Record<string, number>;
  down: boolean;
  /** Topic → id; without an entry '', as of a broker that has none. */
  ids: Record<string, string>;
  asked: (readonly string[])[];
  failures: string[];
}

function watch(topics: readonly string[], there: World): TopicWatch {
  return createTopicWatch({
    filter: createTopicFilter(topics),
    describe: async (names) => {
      there.asked.push(names);
      if (there.down) throw new SluiceError('KAFKA_UNREACHABLE', 'down');
      const wanted = names.length === 0 ? Object.keys(there.topics) : names;
      return wanted.map((name) =>
        describeTopic(name, there.topics[name] ?? -3, there.ids[name] ?? ''),
      );
    },
    onRetry: (_action, _attempt, _delayMs, cause) => there.failures.push(cause.message),
  });
}

function describeTopic(name: string, size: number, id: string): TopicDescription {
  const partitions = Array.from({ length: Math.max(size, 0) }, (_, index) => index);
  return {
    name,
    errorCode: Math.max(-size, 0),
    id,
    internal: name.startsWith('__'),
    leaders: new Map(partitions.map((partition) => [partition, partition === 1 ? -1 : 7])),
  };
}

function world(topics: Record<string, number>, ids: Record<string, string> = {}): World {
  return { topics, ids, down: false, asked: [], failures: [] };
}

describe('the watch over topics', () => {
  it('asks for names by name, and for everything where there is a pattern', async () => {
    const named = world({ devices: 1, trips: 1 });
    await watch(['devices'], named).connect();
    assert.deepEqual(named.asked, [['devices']]);
    const all = world({ devices: 1, trips: 1, __internal: 1 });
    const both = watch(['^.*'], all);
    await both.connect();
    assert.deepEqual(all.asked, [[]]);
    assert.deepEqual(both.subscribed(), ['devices', 'trips']);
  });

  const refusals: [
    what: string,
    topics: string[],
    there: Record<string, number>,
    code: string,
    text: RegExp,
  ][] = [
    [
      'a name that is not there',
      ['devicse'],
      { devices: 1 },
      'KAFKA_TOPIC_UNKNOWN',
      /devicse \(did you mean devices\?\)/u,
    ],
    [
      'a name like nothing that is there',
      ['x'],
      { devices: 1 },
      'KAFKA_TOPIC_UNKNOWN',
      /no such topic: x$/u,
    ],
    [
      'all names that are not there',
      ['a', 'devices', 'b'],
      { devices: 1 },
      'KAFKA_TOPIC_UNKNOWN',
      /a, b/u,
    ],
    [
      'a name that may not be seen',
      ['devices'],
      { devices: -29 },
      'KAFKA_ACCESS_DENIED',
      /devices/u,
    ],
    ['a name that cannot be one', ['de vices'], { 'de vices': -17 }, 'CONFIG_INVALID', /de vices/u],
    [
      'a pattern that nothing matches',
      ['^t.*'],
      { devices: 1 },
      'KAFKA_TOPIC_UNKNOWN',
      /\^t\.\*.*1 topics/u,
    ],
  ];
  for (const [what, topics, there, code, text] of refusals) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(watch(topics, world(there)).connect(), (error: SluiceError) => {
        assert.equal(error.code, code);
        assert.match(error.message, text);
        return true;
      });
    });
  }

  it('keeps a name that is gone for a moment, and drops what only matched a pattern', async () => {
    const there = world({ devices: 2, 't-1': 1 });
    const watching = watch(['devices', '^t-.*'], there);
    await watching.connect();
    there.topics = {};
    await watching.refresh();
    assert.deepEqual(watching.subscribed(), ['devices']);
    assert.deepEqual([...watching.counts(['devices'])], [['devices', 2]]);
  });

  it('stands by its old view while no broker answers, and says so', async () => {
    const there = world({ devices: 2 });
    const watching = watch(['devices'], there);
    await watching.connect();
    there.down = true;
    await watching.refresh();
    assert.deepEqual(watching.subscribed(), ['devices']);
    assert.equal(watching.leaderOf('devices', 0), 7);
    assert.deepEqual(there.failures, ['down']);
  });

  it('shares one look between calls that overlap', async () => {
    const there = world({ devices: 2 });
    const watching = watch(['devices'], there);
    await watching.connect();
    await Promise.all([watching.refresh(), watching.refresh(), watching.refresh()]);
    assert.equal(there.asked.length, 2);
  });

  it("looks at the other members' topics, too, once it is asked to", async () => {
    const there = world({ devices: 1, trips: 3 });
    const watching = watch(['devices'], there);
    await watching.connect();
    assert.deepEqual(
      [...(await watching.include(['devices', 'trips', 'gone']))],
      [
        ['devices', 1],
        ['trips', 3],
      ],
    );
    there.topics['trips'] = 4;
    await watching.refresh();
    assert.deepEqual([...watching.counts(['trips'])], [['trips', 4]]);
    assert.deepEqual(watching.subscribed(), ['devices']);
  });

  it('knows no leader where there is none, nor of a partition that it does not know', async () => {
    const watching = watch(['devices'], world({ devices: 2 }));
    await watching.connect();
    assert.equal(watching.leaderOf('devices', 1), null);
    assert.equal(watching.leaderOf('devices', 2), null);
    assert.equal(watching.leaderOf('other', 0), null);
  });

  it('knows no leader of a topic that is gone, until it is there again', async () => {
    const there = world({ devices: 1, trips: 1 });
    const watching = watch(['devices', 'trips'], there);
    await watching.connect();
    there.topics = { trips: 1 };
    await watching.refresh();
    assert.equal(watching.leaderOf('devices', 0), null);
    assert.equal(watching.leaderOf('trips', 0), 7);
    there.topics = { devices: 1, trips: 1 };
    await watching.refresh();
    assert.equal(watching.leaderOf('devices', 0), 7);
  });

  it('keeps the leaders where a broker that just starts knows of no topic at all', async () => {
    const there = world({ devices: 1 });
    const watching = watch(['^d.*'], there);
    await watching.connect();
    there.topics = {};
    await watching.refresh();
    assert.equal(watching.leaderOf('devices', 0), 7);
  });

  const turns: [what: string, seen: readonly string[], incarnation: string][] = [
    ['has none where the broker has none', ['', ''], ''],
    ['is the one that the broker says', ['A', 'A'], 'A'],
    ['is the new one of a topic that was made again', ['A', 'B'], 'B'],
    ['stays where a broker answers that lags behind', ['A', 'B', 'A'], 'B'],
    ['stays where a broker answers that has no ids', ['A', ''], 'A'],
    ['comes when the brokers have learnt of ids', ['', 'A'], 'A'],
  ];
  for (const [what, seen, incarnation] of turns) {
    it(`a topic's id ${what}`, async () => {
      const there = world({ devices: 1 });
      const watching = watch(['devices'], there);
      for (const [turn, id] of seen.entries()) {
        there.ids = { devices: id };
        await (turn === 0 ? watching.connect() : watching.refresh());
      }
      assert.equal(watching.incarnationOf('devices'), incarnation);
      assert.equal(watching.incarnationOf('other'), '');
    });
  }

  it('calls back after every look that was answered, with the new view, until it is told to stop', async () => {
    const there = world({ devices: 1 }, { devices: 'A' });
    const watching = watch(['devices'], there);
    const seen: string[] = [];
    const stop = watching.onLook(() => seen.push(watching.incarnationOf('devices')));
    await watching.connect();
    there.ids = { devices: 'B' };
    await watching.include(['devices']);
    there.down = true;
    await watching.refresh();
    there.down = false;
    await watching.refresh();
    stop();
    await watching.refresh();
    assert.deepEqual(seen, ['A', 'B', 'B']);
  });
});
