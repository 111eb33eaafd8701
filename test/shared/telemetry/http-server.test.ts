import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Agent, get } from 'node:http';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import {
  startTelemetryServer,
  type TelemetryServer,
} from '../../../shared/telemetry/http-server.ts';

const metrics = {
  contentType: 'text/plain; version=0.0.4',
  scrape: () => Promise.resolve('sluice_x 1\n'),
};
const fine = { ok: true, reason: 'all is well' };

async function start(
  t: TestContext,
  health = { alive: () => fine, ready: () => fine },
  given = metrics,
): Promise<{ readonly server: TelemetryServer; readonly url: string }> {
  const server = await startTelemetryServer({ host: '127.0.0.1', port: 0, metrics: given, health });
  t.after(() => server.close());
  return { server, url: `http://127.0.0.1:${server.port}` };
}

describe('the server answers', () => {
  const bad = { ok: false, reason: 'no partition is assigned' };
  const table: [string, string, number, RegExp][] = [
    ['GET', '/metrics', 200, /^sluice_x 1\n$/],
    ['GET', '/metrics?name=x', 200, /^sluice_x 1\n$/],
    ['GET', '/healthz', 200, /^\{"ok":true,"reason":"all is well"\}\n$/],
    ['GET', '/readyz', 503, /^\{"ok":false,"reason":"no partition is assigned"\}\n$/],
    ['HEAD', '/readyz', 503, /^$/],
    ['HEAD', '/metrics', 200, /^$/],
    ['POST', '/metrics', 405, /GET and HEAD/],
    ['GET', '/', 404, /\/metrics, \/healthz, \/readyz/],
    ['GET', '/metrics/', 404, /Nothing at/],
  ];
  for (const [method, path, status, body] of table) {
    it(`${method} ${path} with ${status}`, async (t) => {
      const { url } = await start(t, { alive: () => fine, ready: () => bad });
      const response = await fetch(url + path, { method });
      assert.equal(response.status, status);
      assert.match(await response.text(), body);
    });
  }

  it('a check that throws with 500, and goes on', async (t) => {
    const { url } = await start(t, {
      alive: () => fine,
      ready: () => {
        throw new Error('a defect');
      },
    });
    assert.equal((await fetch(`${url}/readyz`)).status, 500);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });

  it('a scrape that fails with 500', async (t) => {
    const { url } = await start(t, undefined, {
      ...metrics,
      scrape: () => Promise.reject(new Error('no')),
    });
    assert.equal((await fetch(`${url}/metrics`)).status, 500);
  });

  it('what is not HTTP with 400, and goes on', async (t) => {
    const { server, url } = await start(t);
    const socket = connect(server.port, '127.0.0.1');
    socket.end('garbage\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 400/);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });
});

describe('closing', () => {
  it('is quick with a connection that is kept open', async () => {
    const server = await startTelemetryServer({
      host: '127.0.0.1',
      port: 0,
      metrics,
      health: { alive: () => fine, ready: () => fine },
    });
    const agent = new Agent({ keepAlive: true });
    const [response] = (await once(
      get({ port: server.port, path: '/metrics', agent }),
      'response',
    )) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
    const begun = performance.now();
    await server.close();
    // the connection would be kept for a minute
    assert.ok(performance.now() - begun < 30_000);
    agent.destroy();
  });
});

describe('a server that cannot listen says', () => {
  it('that the port is taken, and what to change', async (t) => {
    const { server } = await start(t);
    await assert.rejects(
      startTelemetryServer({
        host: '127.0.0.1',
        port: server.port,
        metrics,
        health: { alive: () => fine, ready: () => fine },
      }),
      {
        code: 'CONFIG_INVALID',
        message: `api: 127.0.0.1:${server.port} is taken by another process; choose another port in api.address, or 0 for a free one (EADDRINUSE)`,
      },
    );
  });

  it('that the host is not here', async () => {
    await assert.rejects(
      startTelemetryServer({
        host: '203.0.113.1',
        port: 0,
        metrics,
        health: { alive: () => fine, ready: () => fine },
      }),
      {
        code: 'CONFIG_INVALID',
        message: /is not an address of this machine; correct api\.host/,
      },
    );
  });
});
