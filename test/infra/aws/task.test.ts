import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { countedLines, retryLines } from '../../../infra/aws/constructs/log-lines.ts';
import { preloadVariables } from '../../../infra/aws/constructs/task-preload.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';
import { deployment, projectRoot } from '../../support/deployment.ts';

const stored = (sink: string, events: number, deadLetter: boolean): TelemetryEvent => {
  const sizes = { rawBytes: 10, bytes: 5, durationMs: 1 };
  return { name: 'object_stored', sink, key: 'k', events, deadLetter, ...sizes };
};

describe("a task's process", () => {
  let server: Server;
  let address = '';
  let zone = 'us-east-1b';
  const gauge = { source: 'kafka', topic: 'devices', completeUntilMs: null };
  const metrics = createMetrics({
    pipeline: 'devices',
    version: '1',
    processMetrics: false,
    gauges: {
      partitions: () => [
        { ...gauge, partition: 0, lag: 5, oldestUncommittedMs: 1_500 },
        { ...gauge, partition: 1, lag: 7, oldestUncommittedMs: 90_000 },
      ],
      heldBytes: () => ({ open: 100, publishing: 20, fetched: 3 }),
      openObjects: () => 1,
    },
  });

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/v4/id/task') response.end(JSON.stringify({ AvailabilityZone: zone }));
      else if (request.url === '/metrics') void metrics.scrape().then((page) => response.end(page));
      else response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  /** Runs a program as a task would, until it has written so many lines. */
  const linesOf = async (
    program: string,
    count: number,
    env: Readonly<Record<string, string>>,
    onLine?: (lines: readonly string[]) => void,
  ): Promise<readonly string[]> => {
    const variables = { ...preloadVariables(deployment), SLUICE_METRICS_URL: `${address}/metrics` };
    const file = join(projectRoot, 'test/support/task-program.mjs');
    const child = spawn(process.execPath, [file, program], {
      env: {
        ...variables,
        ECS_CONTAINER_METADATA_URI_V4: `${address}/v4/id`,
        SLUICE_METRICS_INTERVAL_MS: '20',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      lines.push(
        ...String(chunk)
          .split('\n')
          .filter((line) => line !== ''),
      );
      onLine?.(lines);
      if (lines.length >= count) child.kill();
    }
    return lines;
  };
  const rackOf = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    linesOf('rack', Infinity, { SLUICE_METRICS_URL: '', ...env });

  it('finds the id of its zone, which brokers know', async () => {
    assert.deepEqual(await rackOf({}), ['use1-az6']);
  });

  it('leaves a rack alone that is given', async () => {
    assert.deepEqual(await rackOf({ KAFKA_RACK_ID: 'mine' }), ['mine']);
  });

  it('goes on where nobody tells the zone, or nobody knows it, and says so', async () => {
    zone = 'us-east-1f';
    const [unknown = '', none] = await rackOf({});
    assert.match(unknown, /"level":"WARN".*us-east-1f is not in SLUICE_ZONE_IDS/);
    assert.equal(none, 'none');
    const gone = await rackOf({ ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:1' });
    assert.match(gone[0] ?? '', /the zone of the task is not known/);
    assert.equal(gone[1], 'none');
    zone = 'us-east-1b';
  });

  it("tells CloudWatch the program's metrics, and of counters what they grew by", async () => {
    metrics.emit(stored('s3', 40, false));
    metrics.emit(stored('s3', 2, true));
    let moved = false;
    const [first = '', ...more] = await linesOf('wait', 3, { SLUICE_ZONE_IDS: '' }, () => {
      if (!moved) metrics.emit(stored('s3', 8, false));
      moved = true;
    });
    const { _aws: aws, ...values } = JSON.parse(first) as {
      _aws: {
        CloudWatchMetrics: {
          Namespace: string;
          Dimensions: string[][];
          Metrics: { Name: string }[];
        }[];
      };
      [name: string]: unknown;
    };
    const [directive] = aws.CloudWatchMetrics;
    assert.deepEqual([directive?.Namespace, directive?.Dimensions], ['Sluice', [['pipeline']]]);
    assert.deepEqual(
      directive?.Metrics.map(({ Name: name }) => name).toSorted(),
      Object.keys(values)
        .filter((name) => name !== 'pipeline')
        .toSorted(),
    );
    assert.deepEqual(
      [
        values['pipeline'],
        values['sluice_oldest_uncommitted_age_seconds'],
        values['sluice_consumer_lag_records'],
        values['sluice_held_bytes'],
        values['sluice_records_stored_total'],
        values['sluice_records_dead_lettered_total'],
      ],
      ['devices', 90, 12, 123, 40, 2],
    );
    const grown = more.map(
      (line) => (JSON.parse(line) as Record<string, number>)['sluice_records_stored_total'],
    );
    assert.equal(
      grown.reduce<number>((sum, by) => sum + (by ?? 0), 0),
      8,
    );
  });
});

describe('the lines that CloudWatch counts', () => {
  const program = join(projectRoot, 'test/support/write-log-lines.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  const lines = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const matching = (pattern: string): readonly Record<string, unknown>[] => {
    const [, field = '', value] = /^\{ \$\.(\w+) = "(\w+)" \}$/.exec(pattern) ?? [];
    return lines.filter((line) => line[field] === value);
  };

  it('are those of starts, of ends by an error, and of requests that are repeated', () => {
    assert.equal(lines.length, 6);
    assert.equal(matching(countedLines.ProcessStarts).length, 1);
    const [fatal, ...others] = matching(countedLines.FatalErrors);
    assert.deepEqual([fatal?.['level'], others.length], ['ERROR', 0]);
    const value = retryLines.value.replace('$.', '');
    assert.deepEqual(
      matching(retryLines.pattern).map((line) => line[value]),
      [1, 1],
    );
  });
});
