import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { TapHub } from '../../../../functions/consumer/tap/tap-hub.ts';
import type { TapLimits } from '../../../../functions/consumer/tap/tap-sampler.ts';
import { startTelemetryServer } from '../../../../shared/telemetry/http-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const fine = { ok: true, reason: 'running' };
const about = { pipeline: 'devices' };

async function start(t: TestContext): Promise<{
  readonly hub: TapHub;
  readonly port: number;
  readonly limits: (TapLimits | null)[];
}> {
  const limits: (TapLimits | null)[] = [];
  const hub = new TapHub({ about, onLimits: (one) => limits.push(one), nowMs: () => 0 });
  const server = await startTelemetryServer({
    host: '127.0.0.1',
    port: 0,
    metrics: { contentType: 'text/plain', scrape: () => Promise.resolve('') },
    health: { alive: () => fine, ready: () => fine },
    tap: hub.serve,
  });
  t.after(() => server.close());
  return { hub, port: server.port, limits };
}

async function open(
  port: number,
  query = '',
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<IncomingMessage> {
  const path = `/tap${query}`;
  const request = get({ host: '127.0.0.1', port, path, headers, method, agent: false });
  request.on('error', () => undefined);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.setEncoding('utf8');
  answer.on('error', () => undefined);
  return answer;
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer as AsyncIterable<string>) text += part;
  return text;
}

describe('who looks at records', () => {
  for (const [who, query, headers, method, status, said] of [
    [
      'from a page in a browser',
      '',
      { origin: 'http://localhost:3000' },
      'GET',
      403,
      /on this machine alone/,
    ],
    [
      'under a name that somebody else gave us',
      '',
      { host: 'evil.example:8686' },
      'GET',
      403,
      /loopback/,
    ],
    [
      'under a name that only begins like ours',
      '',
      { host: 'localhost.evil.example' },
      'GET',
      403,
      /loopback/,
    ],
    ['and wants too much', '?limit=1001', {}, 'GET', 400, /limit: 1 to 1000/],
    ['too often', '?interval=99', {}, 'GET', 400, /interval: 100/],
    ['by POST', '', {}, 'POST', 405, /Only GET/],
  ] as const) {
    it(`${who} gets ${status}`, async (t) => {
      const { limits, port } = await start(t);
      const answer = await open(port, query, headers, method);
      assert.equal(answer.statusCode, status);
      assert.match(await bodyOf(answer), said);
      assert.deepEqual(limits, []);
    });
  }

  for (const host of ['localhost:8686', '127.0.0.1:8686', '[::1]:8686']) {
    it(`under ${host} is told the pipeline, and gets lines`, async (t) => {
      const { hub, port } = await start(t);
      const answer = await open(port, '', { host });
      let text = '';
      answer.on('data', (part: string) => (text += part));
      hub.give(['{"source":"in"}', '{"source":"other"}']);
      await waitUntil('all is there', () => text.split('\n').length === 4);
      assert.equal(text, `${JSON.stringify(about)}\n{"source":"in"}\n{"source":"other"}\n`);
    });
  }

  it('is one of four at most, and the most that they want is what is looked at', async (t) => {
    const { limits, port } = await start(t);
    const first = await open(port, '?limit=10&interval=1000');
    await open(port, '?limit=5&interval=200');
    for (let more = 0; more < 2; more++) await open(port, '?limit=1&interval=60000');
    assert.equal((await open(port)).statusCode, 503);
    assert.deepEqual(limits.at(-1), { records: 10, intervalMs: 200 });
    first.destroy();
    await waitUntil('the first is gone', () => limits.at(-1)?.records === 5);
  });

  it('is looked at no more when he is gone', async (t) => {
    const { limits, port } = await start(t);
    const answer = await open(port);
    answer.destroy();
    await waitUntil('nobody looks', () => limits.length === 2);
    assert.deepEqual(limits, [{ records: 100, intervalMs: 500 }, null]);
  });

  it('gets no more than he asked for', async (t) => {
    const { hub, port } = await start(t);
    const answer = await open(port, '?limit=2');
    let text = '';
    answer.on('data', (part: string) => (text += part));
    hub.give(['a']);
    hub.give(['b', 'c']);
    hub.give(['d']);
    await waitUntil('two are there', () => text.endsWith('b\n'));
    assert.equal(text, `${JSON.stringify(about)}\na\nb\n`);
  });

  it('and reads slowly misses some and is told so, and holds no more than a few MB', async (t) => {
    const limits: unknown[] = [];
    let now = 0;
    const hub = new TapHub({
      about,
      onLimits: (one) => limits.push(one),
      nowMs: () => (now += 1000),
    });
    const server = await startTelemetryServer({
      host: '127.0.0.1',
      port: 0,
      metrics: { contentType: 'text/plain', scrape: () => Promise.resolve('') },
      health: { alive: () => fine, ready: () => fine },
      tap: hub.serve,
    });
    t.after(() => server.close());
    const answer = await open(server.port);
    const line = 'x'.repeat(1024 * 1024);
    const before = process.memoryUsage().rss;
    for (let time = 0; time < 300; time++) hub.give([line]);
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
    let tail = '';
    answer.on('data', (part: string) => (tail = (tail + part).slice(-3_000_000)));
    await waitUntil('he has caught up', () => {
      hub.give(['last']);
      return tail.includes('"passedOver"');
    });
    assert.ok(Number(/"passedOver":(\d+)/.exec(tail)?.[1]) > 200);
  });
});

it('without it there is nothing at /tap', async (t) => {
  const server = await startTelemetryServer({
    host: '127.0.0.1',
    port: 0,
    metrics: { contentType: 'text/plain', scrape: () => Promise.resolve('') },
    health: { alive: () => fine, ready: () => fine },
  });
  t.after(() => server.close());
  assert.equal((await open(server.port)).statusCode, 404);
});
