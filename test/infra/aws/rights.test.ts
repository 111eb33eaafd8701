import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { apis } from '../../../functions/consumer/kafka/brokers/requests.ts';
import type { Grant } from '../../../infra/aws/rights/grant.ts';
import { functionGrants, serviceGrants } from '../../../infra/aws/rights/grants.ts';
import { kafkaGrants, rightsOfRequests } from '../../../infra/aws/rights/kafka-rights.ts';
import {
  consumerCommands,
  handlerCommands,
  rightsOfCommands,
} from '../../../infra/aws/rights/s3-rights.ts';
import { kafkaArn } from '../../../infra/aws/settings/msk-cluster.ts';
import type { KeeperStore, ObjectStore } from '../../../shared/sink/object-store.ts';
import { deployment, loadDevices } from '../../support/deployment.ts';
import { allows } from '../../support/policy.ts';
import { reachedSources } from '../../support/reached-sources.ts';

const root = join(import.meta.dirname, '../../..');

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/new (\w+)Command\(/g)].flatMap(([, name]) => name ?? []);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

/** What each call of a store sends; one that is added does not compile until it stands here. */
const commandsOf: Readonly<Record<keyof ObjectStore, readonly string[]>> = {
  location: [],
  close: [],
  put: ['PutObject'],
  create: ['PutObject'],
  startUpload: [
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
  ],
  head: ['HeadObject'],
  get: ['GetObject'],
  getRange: ['GetObject'],
  list: ['ListObjectsV2'],
  listUploads: ['ListMultipartUploads'],
  supportsCreate: ['PutObject'],
  supportsUploads: ['CreateMultipartUpload', 'CompleteMultipartUpload', 'AbortMultipartUpload'],
  check: ['CreateMultipartUpload', 'AbortMultipartUpload', 'HeadBucket'],
};

/** And what only tools are given: no host has a store with these, or it would not compile. */
const commandsOfKeepers: Readonly<
  Record<Exclude<keyof KeeperStore, keyof ObjectStore>, readonly string[]>
> = { remove: ['DeleteObject'] };

describe('what the code calls', () => {
  it('is known of every command that is sent to S3', () => {
    const files = globSync('{functions,shared}/**/*.ts', { cwd: root });
    const sent = sorted(
      files.flatMap((file) => commandsIn(readFileSync(join(root, file), 'utf8'))),
    );
    assert.deepEqual(sent, sorted(Object.keys(rightsOfCommands)));
    const calls = [...Object.values(commandsOf), ...Object.values(commandsOfKeepers)];
    assert.deepEqual(sent, sorted(calls.flat()));
  });

  it('is what the policies say: the container sends these commands, and no others', () => {
    const reached = reachedSources(join(root, 'functions/consumer/main.ts'));
    const callers = [...reached].filter(([path]) => !path.includes('/shared/sink/s3/'));
    const text = callers.map(([, source]) => source).join('\n');
    const called = Object.entries(commandsOf).filter(([name]) => text.includes(`.${name}(`));
    assert.deepEqual(
      sorted(consumerCommands),
      sorted(called.flatMap(([, commands]) => commands)),
      `called: ${called.map(([name]) => name).join(', ')}`,
    );
  });

  it('and so does the function', () => {
    const reached = reachedSources(join(root, 'functions/handler/main.ts'));
    assert.deepEqual(sorted(handlerCommands), sorted([...reached.values()].flatMap(commandsIn)));
  });

  it('is known of every request to Kafka', () => {
    assert.deepEqual(sorted(Object.keys(rightsOfRequests)), sorted(Object.keys(apis)));
  });
});

describe('the policies', async () => {
  const pipeline = await loadDevices('service');
  const { kafka, function: settings } = deployment;
  const bucket = 'arn:aws:s3:::lake';
  const keys = {
    data: `${bucket}/raw/dt=2026-01-31/dth=2026-01-31-23/devices+0+00000000000000000000.log.gz`,
    overflow: `${bucket}/raw/_overflow/s3/dt=2026-01-31/x`,
    deadLetter: `${bucket}/dead-letter/devices/s3/dt=2026-01-31/x`,
    own: `${bucket}/_sluice/devices/lake/devices/0/00000000000000000000.json`,
  };
  const container = serviceGrants({ kafka, pipeline });
  const lambda = functionGrants(
    { kafka, pipeline, function: settings },
    'arn:aws:logs:r:a:log-group:l',
  );

  it('allow the container each command where it sends it', () => {
    const rights = consumerCommands.flatMap((command) => rightsOfCommands[command] ?? []);
    for (const { action, on } of rights) {
      for (const [what, key] of Object.entries(keys)) {
        const resource = on === 'bucket' ? bucket : key;
        assert.ok(allows(container, action, resource), `${action} on ${what}`);
      }
    }
  });

  it('allow the container each request to Kafka', () => {
    const { cluster } = kafka;
    assert.ok(cluster);
    const resources = {
      cluster: cluster.arn,
      topic: kafkaArn(cluster, 'topic', 'devices'),
      group: kafkaArn(cluster, 'group', 'sluice-devices'),
    };
    for (const { action, on } of Object.values(rightsOfRequests).flat()) {
      assert.ok(allows(container, action, resources[on]), `${action} on ${on}`);
    }
  });

  it('allow the function to store, and not to look', () => {
    assert.ok(allows(lambda, 's3:PutObject', keys.data));
    assert.ok(allows(lambda, 's3:PutObject', keys.deadLetter));
    for (const action of ['s3:GetObject', 's3:ListBucket', 's3:DeleteObject']) {
      assert.ok(!allows(lambda, action, keys.data) && !allows(lambda, action, bucket), action);
    }
    assert.ok(!allows(lambda, 's3:PutObject', keys.own));
  });

  it('grant no action that nobody calls', () => {
    const called = {
      container: [
        ...consumerCommands.flatMap((command) => rightsOfCommands[command] ?? []),
        ...Object.values(rightsOfRequests).flat(),
      ],
      lambda: handlerCommands.flatMap((command) => rightsOfCommands[command] ?? []),
    };
    const granted = (grants: typeof container, of: RegExp): string[] =>
      sorted(grants.flatMap(({ actions }) => actions).filter((action) => of.test(action)));
    const actionsOf = (rights: readonly { readonly action: string }[]): string[] =>
      sorted(rights.map(({ action }) => action));
    assert.deepEqual(granted(container, /./), actionsOf(called.container));
    assert.deepEqual(granted(lambda, /^s3:/), actionsOf(called.lambda));
  });

  it('reach no other key, topic, group or bucket', () => {
    const { cluster } = kafka;
    assert.ok(cluster);
    const elsewhere: [string, string][] = [
      ['s3:PutObject', `${bucket}/somebody/else`],
      ['s3:PutObject', 'arn:aws:s3:::lake2/raw/dt=2026-01-31/x'],
      ['s3:DeleteObject', keys.data],
      ['s3:PutObjectTagging', keys.data],
      ['kafka-cluster:ReadData', kafkaArn(cluster, 'topic', 'devices2')],
      ['kafka-cluster:WriteData', kafkaArn(cluster, 'topic', 'devices')],
      ['kafka-cluster:AlterGroup', kafkaArn(cluster, 'group', 'other')],
    ];
    for (const [action, resource] of elsewhere) {
      assert.ok(!allows(container, action, resource), `${action} on ${resource}`);
    }
  });

  it('follow the options of a sink', () => {
    const [[name, sink] = ['', null]] = [...pipeline.sinks];
    assert.ok(sink);
    const key = 'arn:aws:kms:us-east-1:123456789012:key/k';
    const store = { ...sink.store, tags: { team: 'a' }, acl: 'private', ssekmsKeyId: key };
    const changed = { ...pipeline, sinks: new Map([[name, { ...sink, store }]]) };
    const grants = serviceGrants({ kafka, pipeline: changed });
    for (const set of [{ grantRead: 'id="a"' }, { grantWriteAcp: 'id="a"' }]) {
      const granting = { ...sink, store: { ...sink.store, ...set } };
      const granted = { ...pipeline, sinks: new Map([[name, granting]]) };
      assert.ok(allows(serviceGrants({ kafka, pipeline: granted }), 's3:PutObjectAcl', keys.data));
    }
    assert.ok(!allows(serviceGrants({ kafka, pipeline }), 's3:PutObjectAcl', keys.data));
    assert.ok(allows(grants, 's3:PutObjectTagging', keys.data));
    assert.ok(allows(grants, 's3:PutObjectAcl', keys.data));
    assert.ok(allows(grants, 'kms:GenerateDataKey', key) && allows(grants, 'kms:Decrypt', key));
  });

  it('let a pattern of topics reach what all its names begin with', () => {
    const { cluster } = kafka;
    assert.ok(cluster);
    const beginnings: readonly (readonly [pattern: string, beginning: string])[] = [
      ['^devices-.*', 'devices-*'],
      [String.raw`^lake\.v1\.(a|b)`, '*'],
      [String.raw`^lake\.v[12]`, 'lake.v*'],
      ['^devices?', 'device*'],
      ['^ab+', 'ab*'],
      ['devices', 'devices'],
    ];
    for (const [pattern, beginning] of beginnings) {
      const source = { topics: [pattern], groupId: 'g' };
      const right = { action: 'kafka-cluster:ReadData', on: 'topic' } as const;
      const topics: Grant | undefined = kafkaGrants(cluster, source, [right]).find(
        ({ sid }) => sid === 'KafkaTopic',
      );
      assert.deepEqual(topics?.resources, [kafkaArn(cluster, 'topic', beginning)], pattern);
    }
  });
});
