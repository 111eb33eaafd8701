import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { SluiceError } from '../../../shared/errors.ts';
import { runTool } from '../../local/run-tool.ts';
import { findGoTool, promtool } from '../../tools/go-tool.ts';
import { pythonTools } from '../python-tools.ts';
import type { CheckContext, CheckStep } from '../step.ts';
import { customFaults, customValidators } from './custom-resources.ts';
import { dashboardRules } from './dashboard-rules.ts';
import { kubernetes, kubernetesVersions, renderChart, runHelm, valuesFiles } from './helm-chart.ts';
import { refusals } from './refusals.ts';
import { unrestrictedPods } from './restricted-pods.ts';

const ruleTests = join(import.meta.dirname, '../../../test/infra/chart/alerts.promtool.yaml');
const chart = join(import.meta.dirname, '..', '..', 'chart');

export const chartSteps: readonly CheckStep[] = [
  { name: 'chart: helm lint', run: lint },
  { name: "chart: Kubernetes' schemas", run: checkSchemas },
  { name: 'chart: schemas of KEDA and Prometheus', run: checkCustomResources },
  { name: 'chart: pods are restricted', run: checkPods },
  { name: 'chart: what cannot work is refused', run: checkRefusals },
  { name: 'chart: alerts and dashboard by promtool', run: checkRules },
];

async function lint({ say }: CheckContext): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [name, path] of await valuesFiles()) {
    const args = ['lint', 'CHART', '--strict', '--values', path];
    const { exitCode, lastLines } = await runHelm(say, [...args, '--kube-version', kubernetes]);
    if (exitCode !== 0) faults.push(`${name}: ${lastLines.join('\n')}`);
  }
  return faults;
}

async function checkSchemas({ say }: CheckContext): Promise<readonly string[]> {
  const tools = await pythonTools(say);
  return inFolder(async (folder) => {
    const faults: string[] = [];
    for (const version of kubernetesVersions) {
      const files: string[] = [];
      for (const [name, values] of await valuesFiles()) {
        const { text, refusal } = await renderChart(say, values, { version });
        // what it has for newer ones alone, it says itself
        if (refusal.includes('needs Kubernetes 1.35') && version !== kubernetes) continue;
        if (text === null) faults.push(`${name}: ${refusal}`);
        else {
          await writeFile(join(folder, name), text);
          files.push(join(folder, name));
        }
      }
      const minor = version.replace(/\.\d+$/, '');
      const args = ['-m', 'kubernetes_validate', '--strict', '--quiet', '--no-warn', '-k', minor];
      const { exitCode, lastLines } = await runTool('python3', [...args, ...files], {
        env: { ...process.env, PYTHONPATH: tools },
      });
      if (exitCode !== 0) faults.push(`Kubernetes ${minor}:\n${lastLines.join('\n')}`);
    }
    return faults;
  });
}

async function checkCustomResources({ say }: CheckContext): Promise<readonly string[]> {
  const validators = await customValidators();
  const faults: string[] = [];
  let checked = 0;
  for (const [name, values] of await valuesFiles()) {
    const { text, refusal } = await renderChart(say, values);
    if (text === null) return [`${name}: ${refusal}`];
    const found = customFaults(text, validators);
    checked += found.checked;
    faults.push(...found.faults.map((fault) => `${name}: ${fault}`));
  }
  if (checked < validators.size) faults.push(`only ${checked} of them are in what is rendered`);
  return faults;
}

async function checkPods({ say }: CheckContext): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [name, values] of await valuesFiles()) {
    const { text, refusal } = await renderChart(say, values);
    const found = unrestrictedPods(text ?? '');
    if (found.checked === 0) faults.push(`${name}: no pods: ${refusal}`);
    faults.push(...found.faults.map((fault) => `${name}: ${fault}`));
  }
  return faults;
}

async function checkRefusals({ say }: CheckContext): Promise<readonly string[]> {
  const smallest = (await valuesFiles()).get('smallest.yaml') ?? '';
  const faults: string[] = [];
  for (const { what, overrides, says, version = kubernetes } of refusals) {
    const { text, refusal } = await renderChart(say, smallest, { overrides, version });
    if (text !== null) faults.push(`${what} is not refused`);
    else if (!refusal.includes(says)) faults.push(`${what} is refused with: ${refusal}`);
  }
  return faults;
}

async function checkRules({ say }: CheckContext): Promise<readonly string[]> {
  const program = await findGoTool(promtool, say);
  return inFolder(async (folder) => {
    const queries = join(folder, 'dashboard.yaml');
    await writeFile(queries, await dashboardRules(join(chart, 'files', 'dashboard.json')));
    const rendered = join(folder, 'rendered.yaml');
    await writeFile(rendered, await renderedRules(say));
    const files = [join(chart, 'files', 'alerts.yaml'), queries, rendered];
    const { exitCode, lastLines } = await runTool(program, ['check', 'rules', ...files]);
    if (exitCode !== 0) return [lastLines.join('\n')];
    // what fires when, and what does not
    const tests = await runTool(program, ['test', 'rules', ruleTests]);
    return tests.exitCode === 0 ? [] : [tests.lastLines.join('\n')];
  });
}

/** The PrometheusRule of the largest release, as Prometheus gets it from the operator. */
async function renderedRules(say: CheckContext['say']): Promise<string> {
  const { text, refusal } = await renderChart(
    say,
    (await valuesFiles()).get('everything.yaml') ?? '',
  );
  for (const document of parseAllDocuments(text ?? '')) {
    const { kind, spec } = (document.toJS() ?? {}) as { kind?: string; spec?: unknown };
    if (kind === 'PrometheusRule') return stringify(spec);
  }
  throw new SluiceError('INTERNAL', `nothing of kind PrometheusRule is rendered: ${refusal}`);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-check-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
