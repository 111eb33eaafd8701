import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { buildBundle } from '../../../../infra/demo/build-bundle.ts';
import type { Outcome } from '../../../../infra/local/lambda/invoke-emulator.ts';
import { startFunction } from '../../../../infra/local/lambda/start-function.ts';
import { createBucket } from '../../../support/bucket.ts';
import { folderWith } from '../../../support/cli.ts';
import { noEmulator } from '../../../support/emulator.ts';
import { mskEvent } from '../../../support/msk-event.ts';

/** The folder of an aws-lambda-ric that is installed: `npm install aws-lambda-ric` compiles it for a minute. */
const installed = process.env['SLUICE_LAMBDA_RIC'] ?? '';
const realClient = join(installed, 'index.mjs');
const missing =
  installed === ''
    ? 'SLUICE_LAMBDA_RIC does not say where aws-lambda-ric is installed'
    : !existsSync(realClient) && `${realClient} is not there`;

/** AWS's own client, then ours. */
const clients = [[realClient, 'index.handler'], undefined];

/** What each of the clients makes of the same events; the ids of requests are told apart from nothing. */
async function outcomesOf(
  folder: string,
  events: readonly object[],
  envOf: (client: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<readonly (readonly Outcome[])[]> {
  const all: Outcome[][] = [];
  for (const [number, runtimeClient] of clients.entries()) {
    const started = await startFunction({
      folder,
      env: envOf(number),
      timeoutSecs: 4,
      ...(runtimeClient === undefined ? {} : { runtimeClient }),
    });
    try {
      const outcomes: Outcome[] = [];
      for (const event of events) {
        const outcome = await started.invoke(JSON.stringify(event));
        outcomes.push(
          outcome.ok
            ? outcome
            : { ...outcome, errorMessage: outcome.errorMessage.replace(/RequestId: \S+ /, '') },
        );
      }
      all.push(outcomes);
    } finally {
      await started.stop();
    }
  }
  return all;
}

const behaviours: Readonly<Record<string, string>> = {
  'answers an object': 'return { a: 1 };',
  'answers a text': "return 'ü';",
  'answers nothing': 'return;',
  'answers what is no JSON': 'return { a: 1n };',
  'throws an error': "throw new TypeError('no');",
  'throws one with a name of its own':
    "throw Object.assign(new Error('no', { cause: new Error('why') }), { name: 'SluiceError', code: 'X' });",
  'throws a text': "throw 'no';",
  'throws null': 'throw null;',
  'throws an object': 'throw { a: 1 };',
  'throws a very long message': "throw new Error('x'.repeat(400_000));",
  'leaves a promise rejected':
    "void Promise.reject(new Error('late')); await new Promise((go) => setTimeout(go, 200));",
  'ends its process': 'process.exit(3);',
  'takes too long': 'await new Promise((go) => setTimeout(go, 60_000));',
  'says what its context holds': 'return Object.keys(context).sort();',
  'says what its environment holds': 'return Object.keys(process.env).sort();',
  'says how much time is left':
    'const left = context.getRemainingTimeInMillis(); return left > 0 && left <= 4_000;',
};

describe("our runtime client and AWS's", { timeout: 240_000, skip: noEmulator || missing }, () => {
  let top: string;
  before(async () => {
    top = await mkdtemp(join(tmpdir(), 'sluice-ric-'));
  });
  after(() => rm(top, { recursive: true, force: true }));

  async function same(
    t: TestContext,
    code: string,
    events: readonly object[],
  ): Promise<readonly Outcome[]> {
    const folder = await folderWith(t, { 'index.mjs': code });
    const [theirs = [], ours = []] = await outcomesOf(folder, events);
    assert.deepEqual(ours, theirs);
    assert.equal(theirs.length, events.length);
    return theirs;
  }

  it('give a function the same, and tell the same of it', async (t) => {
    const cases = Object.values(behaviours).map((code, at) => `case ${at}: { ${code} }`);
    const code = `export const handler = async ({ at }, context) => { switch (at) { ${cases.join('\n')} } };`;
    await same(
      t,
      code,
      Object.keys(behaviours).map((_, at) => ({ at })),
    );
  });

  it('hand an event of almost 6 MB over whole', async (t) => {
    const code = 'export const handler = async ({ pad }) => pad.length;';
    const [outcome] = await same(t, code, [{ pad: 'ü'.repeat(3_100_000) }]);
    assert.deepEqual(outcome, { ok: true, payload: 3_100_000 });
  });

  for (const [what, code] of [
    ['throws while it loads', "throw new Error('no bucket');"],
    ['imports what is not there', "import './none.mjs'; export const handler = async () => 1;"],
  ] as const) {
    it(`fail at a function that ${what}`, async (t) => {
      const outcomes = await same(t, code, [{}, {}]);
      assert.ok(outcomes.every(({ ok }) => !ok));
    });
  }

  it('run the package of the build alike: what is stored, dead letters, and what fails', async () => {
    const handler = dirname((await buildBundle(top, undefined, 'handler')).path);
    const buckets = [await createBucket('ric'), await createBucket('ric')];
    try {
      const good = mskEvent({
        'devices/0': [
          { offset: 7, key: 'k', value: '{"id":9007199254740993}', headers: [{ ü: [-61, -68] }] },
          { offset: 8, value: 'broken' },
          { offset: 9, value: null },
        ],
        'devices/1': [{ offset: 1, value: '{"id":2}' }],
      });
      const events = [good, good, { eventSource: 'aws:sqs', Records: [] }, mskEvent({})];
      const [theirs, ours] = await outcomesOf(handler, events, (client) => {
        const { address, name } = buckets[client]!;
        return {
          KAFKA_TOPICS: 'devices',
          S3_ENDPOINT: address.endpoint,
          S3_BUCKET: name,
          S3_ACCESS_KEY_ID: address.accessKeyId,
          S3_SECRET_ACCESS_KEY: address.secretAccessKey,
          SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true',
        };
      });
      assert.deepEqual(ours, theirs);
      assert.deepEqual(
        theirs?.map(({ ok }) => ok),
        [true, true, false, true],
      );
      const contents = await Promise.all(
        buckets.map(async (bucket) => {
          const keys = await bucket.list();
          return Promise.all(keys.map(async (key) => [key, String(await bucket.read(key))]));
        }),
      );
      assert.deepEqual(contents[1], contents[0]);
      assert.equal(contents[0]?.length, 3);
    } finally {
      await Promise.all(buckets.map(async (bucket) => bucket.remove()));
    }
  });

  it('let the function answer before its time is up, where S3 is away', async () => {
    const handler = dirname((await buildBundle(top, undefined, 'handler')).path);
    const event = mskEvent({ 'devices/0': [{ offset: 7, value: '{}' }] });
    const [theirs = [], ours] = await outcomesOf(handler, [event], () => ({
      KAFKA_TOPICS: 'devices',
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_BUCKET: 'lake',
      S3_ACCESS_KEY_ID: 'a',
      S3_SECRET_ACCESS_KEY: 'b',
    }));
    assert.deepEqual(ours, theirs);
    const [outcome] = theirs;
    assert.ok(outcome?.ok === false && outcome.errorType === 'SluiceError');
    assert.match(outcome.errorMessage, /^1 of the partitions in the event are not stored/);
  });
});
