import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type CliResult, cli, folderWith } from '../../../support/cli.ts';
import { createBucket, type TestBucket } from '../../../support/bucket.ts';
import { freePort } from '../../../support/consumer-process.ts';
import { testKafka } from '../../../support/engines.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../../support/topics.ts';

interface Changes {
  readonly source?: object;
  readonly sink?: object;
}

const groupId = uniqueName('validate');

describe('sluice validate with the environment', { timeout: 60_000 }, () => {
  let topic: string;
  let bucket: TestBucket;
  before(async () => {
    [topic, bucket] = await Promise.all([createTopic({ partitions: 3 }), createBucket('validate')]);
  });
  after(() => Promise.all([deleteTopic(topic), bucket.remove()]));

  const validate = async (
    t: TestContext,
    { source, sink }: Changes,
    args: readonly string[] = [],
  ): Promise<CliResult> => {
    const { bootstrapServers } = await testKafka();
    const { address, name } = bucket;
    const definition = {
      name: 'validated',
      sources: {
        kafka: {
          type: 'kafka',
          bootstrapServers,
          topics: topic,
          groupId,
          connectTimeoutMs: 1_000,
          ...source,
        },
      },
      sinks: {
        s3: {
          type: 'aws_s3',
          inputs: ['kafka'],
          bucket: name,
          region: address.region,
          endpoint: address.endpoint,
          forcePathStyle: true,
          auth: { accessKeyId: address.accessKeyId, secretAccessKey: address.secretAccessKey },
          keyPrefix: 'raw/d=%F/',
          request: { timeoutSecs: 5, maxAttempts: 2 },
          ...sink,
        },
      },
    };
    const text = `export default ${JSON.stringify(definition)};`;
    const cwd = await folderWith(t, { 'p.mjs': text });
    return cli(['validate', 'p.mjs', ...args], { cwd });
  };

  it('tells what it found, and leaves nothing behind', async (t) => {
    const { code, err, out } = await validate(t, {});
    assert.equal(
      err,
      `ok: sources.kafka: 3 partitions of 1 topic; 0 members in the group ${groupId}\n` +
        `ok: sinks.s3: objects can be written to s3://${bucket.name}/raw/d=\n`,
    );
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as { name: string }).name, 'validated');
    assert.deepEqual(await bucket.list('_sluice/'), []);
    assert.deepEqual(await bucket.list(), []);
    const offsets = await committedOffsets(groupId, topic);
    assert.deepEqual(new Set(offsets.map(({ offset }) => offset)), new Set([null]));
  });

  it('connects to nothing where it is told so', async (t) => {
    const nowhere = { bootstrapServers: `127.0.0.1:${await freePort()}` };
    const { code, err } = await validate(t, { source: nowhere }, ['--no-environment']);
    assert.equal(code, 0);
    assert.match(err, /^ok: \S+: no fault in it; no server was asked\n$/);
  });

  for (const [what, changes, status, said] of [
    [
      'a topic that is not there',
      () => ({ source: { topics: `${topic}x` } }),
      66,
      /no such topic: .* \(did you mean test-/,
    ],
    [
      'a pattern that matches nothing',
      () => ({ source: { topics: [topic, '^nothing-is-so'] } }),
      66,
      /KAFKA_TOPIC_UNKNOWN: no topic matches \^nothing-is-so/,
    ],
    [
      'a wrong password',
      async () => ({
        source: {
          bootstrapServers: (await testKafka()).listeners.saslPlaintext,
          sasl: { mechanism: 'SCRAM-SHA-512', username: 'alice', password: 'guessed' },
        },
      }),
      77,
      /^fault: sources\.kafka: KAFKA_AUTH_FAILED: /,
    ],
    [
      'a port where nothing listens',
      async () => ({ source: { bootstrapServers: `127.0.0.1:${await freePort()}` } }),
      69,
      /KAFKA_UNREACHABLE: .*nothing listens there/,
    ],
    [
      'a bucket that is not there',
      () => ({ sink: { bucket: `${bucket.name}-x` } }),
      66,
      /^fault: sinks\.s3: STORE_BUCKET_MISSING: /m,
    ],
    [
      'a key that the store does not know',
      () => ({ sink: { auth: { accessKeyId: 'nobody', secretAccessKey: 'guessed-by-chance' } } }),
      77,
      /^fault: sinks\.s3: STORE_(CREDENTIALS|ACCESS_DENIED): /m,
    ],
    [
      'an endpoint where nothing listens',
      async () => ({ sink: { endpoint: `http://127.0.0.1:${await freePort()}` } }),
      69,
      /^fault: sinks\.s3: STORE_UNAVAILABLE: /m,
    ],
  ] satisfies readonly [string, () => Changes | Promise<Changes>, number, RegExp][]) {
    it(`tells ${what}, and what to do`, async (t) => {
      const { code, err } = await validate(t, await changes());
      assert.match(err, said);
      assert.match(err, /^ {2}to do: [A-Z]/m);
      assert.equal(code, status);
      assert.doesNotMatch(err, /guessed/);
      // the other server is there all the same
      assert.equal(err.match(/^ok: /gm)?.length, 1, err);
    });
  }

  it('tells everything at once, a registry too, and ends with the status of the first', async (t) => {
    const closed = await freePort();
    const { code, err } = await validate(t, {
      source: {
        bootstrapServers: `127.0.0.1:${closed}`,
        decoding: { codec: 'avro', schemaRegistry: { url: `http://127.0.0.1:${closed}` } },
      },
      sink: { bucket: `${bucket.name}-x` },
    });
    assert.deepEqual(err.match(/^fault: \S+ \w+/gm), [
      'fault: sources.kafka: KAFKA_UNREACHABLE',
      'fault: sources.kafka.decoding.schemaRegistry: REGISTRY_UNAVAILABLE',
      'fault: sinks.s3: STORE_BUCKET_MISSING',
    ]);
    assert.equal(code, 69);
  });

  it('gives up a server that takes connections and never answers', async (t) => {
    const silent = createServer(() => undefined);
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    t.after(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const { code, err } = await validate(
      t,
      {
        source: { decoding: { codec: 'avro', schemaRegistry: { url: endpoint } } },
        sink: { endpoint },
      },
      ['--timeout', '1'],
    );
    assert.match(
      err,
      /^fault: sources\.kafka\.decoding\.schemaRegistry: REGISTRY_UNAVAILABLE: there is no answer within 1 s$/m,
    );
    assert.match(err, /^fault: sinks\.s3: STORE_UNAVAILABLE: there is no answer within 1 s$/m);
    assert.equal(code, 69);
  });
});
