import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { TapHub } from '../../../../functions/consumer/tap/tap-hub.ts';
import { TapSampler } from '../../../../functions/consumer/tap/tap-sampler.ts';
import { startTelemetryServer } from '../../../../shared/telemetry/http-server.ts';
import { cli, type CliResult, folderWith } from '../../../support/cli.ts';
import { freePort } from '../../../support/consumer-process.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { minimalConfig } from '../../../support/vector.ts';

const top = `transforms:
  only: { type: filter, inputs: [kafka], condition: is_integer(.one) }
  by:
    type: exclusive_route
    inputs: [only]
    routes:
      - { name: small, condition: '.one == 1' }
  tidy:
    type: remap
    inputs: [by._unmatched]
    drop_on_error: true
    source: |
      .two = to_int!(.three) + 1
      del(.headers)
`;
const config = minimalConfig({ source: '    decoding: { codec: json }', top }).replace(
  'inputs: [kafka]\n    bucket',
  'inputs: [tidy, by.small]\n    bucket',
);

const values = [
  '{"one":1,"large":12345678901234567890}',
  '{"one":2,"three":"7"}',
  '{"one":3,"three":"x"}',
  '{"one":"no"}',
  'no JSON',
];

/** A consumer's server that shows these records to whoever looks. */
async function serve(t: TestContext, port = 0): Promise<string> {
  const sampler = new TapSampler(
    (lines) => hub.give(lines),
    () => 0,
  );
  const hub = new TapHub({
    about: { pipeline: 'other' },
    onLimits: (limits) => {
      sampler.set(limits);
      const records = values.map((value, index) => ({ offset: BigInt(index), value, key: 'k' }));
      const chunk = memoryChunk({ start: 0n, next: BigInt(values.length), records });
      // behind the answer's head
      if (limits !== null) setImmediate(() => sampler.offer('kafka', chunk));
    },
    nowMs: () => 0,
  });
  const fine = { ok: true, reason: 'running' };
  const server = await startTelemetryServer({
    host: '127.0.0.1',
    port,
    metrics: { contentType: 'text/plain', scrape: () => Promise.resolve('') },
    health: { alive: () => fine, ready: () => fine },
    tap: hub.serve,
  });
  t.after(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

/** Looks until so many lines have come. */
async function look(
  t: TestContext,
  args: readonly string[],
  lines: number,
  url?: string,
): Promise<CliResult> {
  const stop = new AbortController();
  let seen = 0;
  const cwd = await folderWith(t, { 'v.yaml': config });
  return cli(['tap', 'v.yaml', '--url', url ?? (await serve(t)), ...args], {
    cwd,
    signal: stop.signal,
    onOut: (text) => {
      seen += text.split('\n').length - 1;
      if (seen >= lines) stop.abort();
    },
  });
}

function eventsOf(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('sluice tap', { timeout: 30_000 }, () => {
  it('shows what comes out of every component, and what is rejected', async (t) => {
    const { code, err, out } = await look(t, ['--meta'], 4 + 3 + 1 + 2 + 1);
    assert.equal(code, 0, err);
    const shown = eventsOf(out).map(({ component_id: id, event, output_id: output }) => [
      output ?? id,
      (event as { one: unknown }).one,
    ]);
    assert.deepEqual(shown, [
      ['by._unmatched', 2],
      ['by._unmatched', 3],
      ['by.small', 1],
      ['kafka', 1],
      ['kafka', 2],
      ['kafka', 3],
      ['kafka', 'no'],
      ['only', 1],
      ['only', 2],
      ['only', 3],
      ['tidy', 2],
    ]);
    assert.match(err, /^connected to other, and this file is of v: /);
    assert.match(err, /^kafka rejects \(NOT_JSON\): /m);
    assert.match(err, /^tidy rejects \(TRANSFORM_REJECTED\): /m);
  });

  it('shows numbers as they are', async (t) => {
    const { out } = await look(t, ['by.small'], 1);
    assert.match(out, /^\{"one":1,"large":12345678901234567890,.*"message_key":"k"/);
  });

  for (const [args, lines, expected] of [
    [
      ['--outputs-of', 'ti*', '--meta'],
      1,
      [{ component_id: 'tidy', component_kind: 'transform', component_type: 'remap' }],
    ],
    [
      ['--inputs-of', 'tidy', '--meta'],
      2,
      Array.from({ length: 2 }, () => ({ component_id: 'by', output_id: 'by._unmatched' })),
    ],
    [['--inputs-of', 's3', '--meta'], 2, [{ output_id: 'by.small' }, { component_id: 'tidy' }]],
  ] as const) {
    it(`takes ${args.join(' ')}`, async (t) => {
      assert.partialDeepStrictEqual(eventsOf((await look(t, args, lines)).out), expected);
    });
  }

  for (const [format, expected] of [
    [
      'logfmt',
      /^component_id=tidy component_kind=transform component_type=remap message_key=k .*one=2 .*two=8\n$/,
    ],
    [
      'yaml',
      /^---\ncomponent_id: tidy\n[\s\S]*\nevent:\n {2}one: 2\n {2}three: "7"\n[\s\S]* {2}two: 8\n$/,
    ],
  ] as const) {
    it(`writes ${format}`, async (t) => {
      const { out } = await look(t, ['tidy', '--meta', '--quiet', '--format', format], 1);
      assert.match(out, expected);
    });
  }

  it('ends after a time, and waits for a consumer that is away', async (t) => {
    const port = await freePort();
    const cwd = await folderWith(t, {
      'v.yaml': `${config}api: { address: '127.0.0.1:${port}' }\n`,
    });
    const { code, err } = await cli(['tap', 'v.yaml', '--duration-ms', '200'], { cwd });
    assert.equal(code, 0);
    assert.equal(
      err,
      `no events from http://127.0.0.1:${port}: ECONNREFUSED; asked again every 1000 ms\n`,
    );
    const ended = await cli(['tap', 'v.yaml', '--no-reconnect'], { cwd });
    assert.equal(ended.code, 66);
  });

  it('says what is missing where records are not shown', async (t) => {
    const fine = { ok: true, reason: 'running' };
    const server = await startTelemetryServer({
      host: '127.0.0.1',
      port: 0,
      metrics: { contentType: 'text/plain', scrape: () => Promise.resolve('') },
      health: { alive: () => fine, ready: () => fine },
    });
    t.after(() => server.close());
    const { code, err } = await look(t, [], 1, `http://127.0.0.1:${server.port}`);
    assert.equal(code, 78);
    assert.match(err, /its pipeline has to say api\.tap: true/);
  });

  for (const [args, said] of [
    [
      ['--outputs-of', 'tidi'],
      /--outputs-of: 'tidi' matches nothing; there are kafka, only, by\.small, by\._unmatched, tidy/,
    ],
    [
      ['--inputs-of', 'kafka'],
      /--inputs-of: 'kafka' matches nothing; there are only, by, tidy, s3/,
    ],
    [['--format', 'xml'], /--format: got 'xml'; allowed: json, logfmt, yaml/],
    [['--limit', '0'], /--limit: got '0'/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async (t) => {
      const { code, err } = await look(t, args, 1, 'http://127.0.0.1:1');
      assert.equal(code, 78);
      assert.match(err, said);
    });
  }
});
