import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runTool } from '../../../infra/local/run-tool.ts';

const image = join(import.meta.dirname, '..', '..', '..', 'infra', 'image');

async function served<T>(
  listener: RequestListener,
  work: (host: string) => Promise<T>,
): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the image's health check", { concurrency: true }, () => {
  const check = async (url: string) => runTool(process.execPath, [join(image, 'health.mjs'), url]);

  it('ends with 0 where the process lives', async () => {
    const answer = await served(
      (_, response) => response.end('{"ok":true}'),
      async (host) => check(`http://${host}/healthz`),
    );
    assert.equal(answer.exitCode, 0);
  });

  it('ends with 1 and the reason where it says that it does not', async () => {
    const listener: RequestListener = (_, response) => response.writeHead(503).end('stuck');
    const answer = await served(listener, async (host) => check(`http://${host}/healthz`));
    assert.equal(answer.exitCode, 1);
    assert.match(answer.lastLines.join('\n'), /503: stuck/);
  });

  it('ends with 1 where nobody answers', async () => {
    const closed = await served(
      () => undefined,
      async (host) => Promise.resolve(host),
    );
    const answer = await check(`http://${closed}/healthz`);
    assert.equal(answer.exitCode, 1);
    assert.match(answer.lastLines.join('\n'), /no answer/);
  });
});

describe('the zone that the image finds out', { concurrency: true }, () => {
  const rackOf = async (env: Readonly<Record<string, string>>) => {
    const script = [
      '--import',
      join(image, 'rack-id.mjs'),
      '-p',
      'process.env.KAFKA_RACK_ID ?? ""',
    ];
    return (await runTool(process.execPath, script, { env })).lastLines;
  };
  const byZone = JSON.stringify({ 'us-east-1a': 'use1-az4' });

  it('is the label of the pod', async () => {
    assert.deepEqual(await rackOf({ SLUICE_ZONE: 'us-east-1a' }), ['us-east-1a']);
  });

  it('is called as the brokers call it', async () => {
    assert.deepEqual(await rackOf({ SLUICE_ZONE: 'us-east-1a', SLUICE_RACK_BY_ZONE: byZone }), [
      'use1-az4',
    ]);
  });

  it('is left alone where it is given', async () => {
    assert.deepEqual(await rackOf({ KAFKA_RACK_ID: 'mine', SLUICE_ZONE: 'us-east-1a' }), ['mine']);
  });

  it('is not known without a label, which is told and stops nothing', async () => {
    const [told, rack] = await rackOf({ SLUICE_ZONE: '' });
    assert.match(`${told} ${rack ?? ''}`, /leaders are read from: there is no such label/);
  });

  it('is not known where the API server refuses, which is told', async () => {
    const account = await mkdtemp(join(tmpdir(), 'sluice-account-'));
    await writeFile(join(account, 'token'), 'secret');
    const listener: RequestListener = (_, response) => response.writeHead(403).end('{}');
    const [told] = await served(listener, async (host) => {
      const [KUBERNETES_SERVICE_HOST = '', KUBERNETES_SERVICE_PORT = ''] = host.split(':');
      return rackOf({
        KUBERNETES_SERVICE_HOST,
        KUBERNETES_SERVICE_PORT,
        SLUICE_API_SCHEME: 'http',
        SLUICE_NODE: 'node-1',
        SLUICE_ACCOUNT_FOLDER: account,
      });
    });
    await rm(account, { recursive: true });
    assert.match(told ?? '', /leaders are read from: the API server answered 403/);
  });

  it("is a label of the node, asked with the account's token", async () => {
    const account = await mkdtemp(join(tmpdir(), 'sluice-account-'));
    await writeFile(join(account, 'token'), 'secret\n');
    const asked: (string | undefined)[] = [];
    const listener: RequestListener = (request, response) => {
      asked.push(request.url, request.headers.authorization);
      response.end(
        JSON.stringify({ metadata: { labels: { 'topology.k8s.aws/zone-id': 'use1-az6' } } }),
      );
    };
    const lines = await served(listener, async (host) => {
      const [KUBERNETES_SERVICE_HOST = '', KUBERNETES_SERVICE_PORT = ''] = host.split(':');
      return rackOf({
        KUBERNETES_SERVICE_HOST,
        KUBERNETES_SERVICE_PORT,
        SLUICE_API_SCHEME: 'http',
        SLUICE_NODE: 'node-1',
        SLUICE_NODE_LABEL: 'topology.k8s.aws/zone-id',
        SLUICE_ACCOUNT_FOLDER: account,
      });
    });
    await rm(account, { recursive: true });
    assert.deepEqual(lines, ['use1-az6']);
    assert.deepEqual(asked, ['/api/v1/nodes/node-1', 'Bearer secret']);
  });
});
