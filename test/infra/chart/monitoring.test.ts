import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const files = join(root, 'infra', 'chart', 'files');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

interface Query {
  readonly where: string;
  readonly expr: string;
}

async function alerts(): Promise<readonly Alert[]> {
  const { groups } = parse(await readFile(join(files, 'alerts.yaml'), 'utf8')) as {
    groups: { rules: Alert[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

async function dashboardQueries(): Promise<readonly Query[]> {
  const { panels } = JSON.parse(await readFile(join(files, 'dashboard.json'), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `panel '${title}'`, expr })),
  );
}

/** Every metric that a process has, by name, with its labels as far as its help tells none: those of the registry. */
async function metricsOfProcess(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics({
    pipeline: 'devices',
    version: '1.0.0',
    processMetrics: true,
    gauges: {
      partitions: () => [],
      heldBytes: () => ({ open: 0, fetched: 0, publishing: 0 }),
      openObjects: () => 0,
    },
  });
  const page = await metrics.scrape();
  const names = new Set<string>();
  for (const [, name = '', type] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const part of parts) names.add(name + part);
  }
  return names;
}

const metricName = /\b(?:sluice|process|nodejs)_\w+/g;

describe('alerts and dashboard', () => {
  it('ask for metrics that a process has', async () => {
    const known = await metricsOfProcess();
    const asked: readonly Query[] = [
      ...(await alerts()).map(({ alert, expr }) => ({ where: alert, expr })),
      ...(await dashboardQueries()),
    ];
    assert.ok(asked.length > 40);
    const missing = asked.flatMap(({ where, expr }) =>
      (expr.match(metricName) ?? ['none'])
        .filter((name) => !known.has(name))
        .map((name) => `${where}: ${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('show every metric of ours but those of the Lambda function', async () => {
    const queries = (await dashboardQueries()).map(({ expr }) => expr).join('\n');
    const unseen = [...(await metricsOfProcess())]
      .map((name) => name.replace(/_(sum|count)$/, '_bucket'))
      .filter((name) => name.startsWith('sluice_') && !queries.includes(name));
    assert.deepEqual(
      [...new Set(unseen)].toSorted(),
      ['sluice_build_info', 'sluice_invocations_total'].filter((name) => !queries.includes(name)),
    );
  });
});

describe('the alerts', () => {
  it('each have a paragraph of docs/operations.md, and no paragraph is without', async () => {
    const page = await readFile(join(root, 'docs', 'operations.md'), 'utf8');
    const paragraphs = [...page.matchAll(/^### (Sluice\w+)$/gm)].map(([, name]) => name);
    const names = (await alerts()).map(({ alert }) => alert);
    // one for each pipeline of a release, so it is in the template
    assert.deepEqual(new Set(paragraphs), new Set([...names, 'SluiceAbsent']));
    for (const { alert, annotations } of await alerts()) {
      assert.equal(annotations.runbook_url, `docs/operations.md#${alert.toLowerCase()}`);
    }
  });

  it('say how grave they are', async () => {
    for (const { alert, labels } of await alerts()) {
      assert.match(labels.severity, /^(warning|critical)$/, alert);
    }
  });
});
