import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import type { Tty } from '../../../../functions/cli/command.ts';
import { createMetrics } from '../../../../shared/telemetry/metrics.ts';
import {
  startTelemetryServer,
  type TelemetryServer,
} from '../../../../shared/telemetry/http-server.ts';
import { cli, folderWith } from '../../../support/cli.ts';
import { freePort } from '../../../support/consumer-process.ts';
import { minimalPipeline } from '../../../support/minimal-pipeline.ts';

const well = { ok: true, reason: 'running' };

async function serve(t: TestContext, port = 0): Promise<TelemetryServer> {
  const metrics = createMetrics({
    pipeline: 'devices',
    version: '1.2.3',
    components: [
      { component: 'kafka', kind: 'source', type: 'kafka', inputs: '' },
      { component: 's3', kind: 'sink', type: 'aws_s3', inputs: 'kafka' },
    ],
    gauges: {
      partitions: () => [],
      heldBytes: () => ({ open: 0, publishing: 0, fetched: 0 }),
      openObjects: () => 0,
    },
    processMetrics: false,
  });
  metrics.emit({
    name: 'chunk_received',
    source: 'kafka',
    topic: 't',
    partition: 0,
    records: 12_345,
    bytes: 9,
  });
  const server = await startTelemetryServer({
    host: '127.0.0.1',
    port,
    metrics,
    health: { alive: () => well, ready: () => well },
  });
  t.after(() => server.close());
  return server;
}

/** A terminal that a test types on and looks at. */
function fakeTty(): {
  readonly tty: Tty;
  readonly written: () => string;
  readonly raw: boolean[];
  readonly type: (key: string) => void;
} {
  let text = '';
  const raw: boolean[] = [];
  const output = Object.assign(new EventEmitter(), {
    columns: 100,
    rows: 20,
    write: (part: string) => (text += part),
  });
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (on: boolean) => raw.push(on),
    resume: () => undefined,
    pause: () => undefined,
  });
  return {
    tty: { input, output } as unknown as Tty,
    written: () => text,
    raw,
    type: (key) => input.emit('data', Buffer.from(key)),
  };
}

describe('sluice top', { timeout: 20_000 }, () => {
  it('prints a snapshot an interval where nobody looks', async (t) => {
    const { port } = await serve(t);
    const stop = new AbortController();
    const lines: { components: { component: string; eventsIn: unknown }[] }[] = [];
    const { code, err } = await cli(
      [
        'top',
        '--url',
        `http://127.0.0.1:${port}`,
        '--interval',
        '100',
        '--json',
        '--components',
        'k*',
      ],
      {
        signal: stop.signal,
        onOut: (text) => {
          lines.push(JSON.parse(text) as (typeof lines)[number]);
          if (lines.length === 2) stop.abort();
        },
      },
    );
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual(
      lines.map(({ components }) =>
        components.map(({ component, eventsIn }) => [component, eventsIn]),
      ),
      [
        [['kafka', { total: 12_345, perSecond: null }]],
        [['kafka', { total: 12_345, perSecond: 0 }]],
      ],
    );
  });

  for (const key of ['q', '\u0003']) {
    it(`draws in place, and gives the terminal back at ${JSON.stringify(key)}`, async (t) => {
      const { port } = await serve(t);
      const { raw, tty, type, written } = fakeTty();
      const ended = cli(['top', '--url', `http://127.0.0.1:${port}`, '--interval', '100'], { tty });
      await until(() => written().includes('12,345 (0/s)'));
      type(key);
      assert.equal((await ended).code, 0);
      assert.deepEqual(raw, [true, false]);
      assert.ok(written().startsWith('\u001b[?1049h'));
      assert.ok(written().endsWith('\u001b[?1049l'));
      assert.match(written(), /sluice top {2}devices 1\.2\.3 {2}http:/);
    });
  }

  it('says when the consumer is away, asks again, and goes on', async (t) => {
    const port = await freePort();
    const folder = await folderWith(t, {
      'p.mjs': `export default ${JSON.stringify(minimalPipeline({ top: { api: { address: `0.0.0.0:${port}` } } }))};`,
    });
    const stop = new AbortController();
    const ended = cli(['top', 'p.mjs', '--interval', '100'], {
      cwd: folder,
      signal: stop.signal,
      onErr: () => void serve(t, port),
      onOut: () => stop.abort(),
    });
    const { code, err, out } = await ended;
    assert.equal(code, 0);
    assert.equal(
      err,
      `no metrics from http://127.0.0.1:${port}/metrics: ECONNREFUSED; asked again every 100 ms\n`,
    );
    assert.match(out, /^s3 +sink +aws_s3 +12,345 +0 /m);
  });

  it('ends where it shall not ask again, also before what is no consumer', async (t) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const away = await cli(['top', '--url', url, '--no-reconnect']);
    assert.equal(away.code, 66);
    assert.match(away.err, /INPUT_UNREADABLE: no metrics from .*ECONNREFUSED/);
    const { port: other } = await serve(t);
    const wrong = await cli(['top', '--url', `ftp://127.0.0.1:${other}`]);
    assert.match(wrong.err, /--url: got 'ftp:/);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((later) => setTimeout(later, 20));
}
