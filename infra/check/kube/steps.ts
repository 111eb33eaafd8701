import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SluiceError } from '../../../shared/errors.ts';
import { renderChart, runHelm, valuesFiles } from '../chart/helm-chart.ts';
import type { CheckContext, CheckStep } from '../step.ts';
import { type Apply, createApply, type KubeObject } from './apply-objects.ts';
import { kubeServer } from './build-server.ts';
import { type AskHelm, checkReleases } from './check-releases.ts';
import { podsOf } from './pods-of.ts';
import { makeNamespace, prepareCluster } from './prepare-cluster.ts';
import { refusedObjects } from './refused-objects.ts';
import { startKubeServer } from './start-server.ts';

export const kubeSteps: readonly CheckStep[] = [
  { name: 'chart: taken by a real API server', run: checkOnServer },
];

/** Installs, upgrades and takes back each release of the matrix, and lets pods be admitted as the controllers would. */
async function checkOnServer({ say }: CheckContext): Promise<readonly string[]> {
  const { ask, kubeconfig, stop } = await startKubeServer(await kubeServer(say));
  const folder = await mkdtemp(join(tmpdir(), 'sluice-kube-'));
  try {
    const next = await nextChart(say, folder);
    const apply = createApply(ask);
    await prepareCluster(ask, apply);
    const helm: AskHelm = async (args) => {
      const { exitCode, lastLines } = await runHelm(say, [...args, '--kubeconfig', kubeconfig]);
      return { ok: exitCode === 0, said: lastLines.join('\n') };
    };
    const faults: string[] = [];
    for (const [file, values] of await valuesFiles()) {
      const namespace = file.replace('.yaml', '');
      await makeNamespace(apply, namespace);
      const { text, refusal } = await renderChart(say, values);
      if (text === null) faults.push(`${file}: ${refusal}`);
      else {
        const found = await checkRelease({ apply, helm, namespace, values, text, next });
        faults.push(...found.faults.map((fault) => `${file}: ${fault}`));
        say(`${file}: ${found.objects} objects and ${found.pods} pods`);
      }
    }
    await makeNamespace(apply, 'releases');
    faults.push(...(await checkReleases(helm, 'releases')));
    return [...faults, ...(await checkRefused(apply))];
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The chart as a later version of itself: what must not change in an upgrade must not have a version in it. */
async function nextChart(say: CheckContext['say'], folder: string): Promise<string> {
  const versions = ['--version', '999.0.0', '--app-version', '999.0.0'];
  const args = ['package', 'CHART', ...versions, '--destination', folder];
  const { exitCode, lastLines } = await runHelm(say, args);
  if (exitCode !== 0) throw new SluiceError('INTERNAL', lastLines.join('\n'));
  return join(folder, 'sluice-999.0.0.tgz');
}

interface Release {
  readonly apply: Apply;
  readonly helm: AskHelm;
  readonly namespace: string;
  /** The file's path. */
  readonly values: string;
  /** What is rendered of it. */
  readonly text: string;
  readonly next: string;
}

async function checkRelease({ apply, helm, namespace, values, text, next }: Release): Promise<{
  readonly objects: number;
  readonly pods: number;
  readonly faults: readonly string[];
}> {
  const objects = parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as KubeObject | null;
    return object === null ? [] : [object];
  });
  const faults: string[] = [];
  // more strictly than helm does it: a field that the server does not know is a fault
  for (const object of objects) faults.push(...(await apply(object, { namespace, isDry: true })));

  const run = async (verb: string, ...args: readonly string[]): Promise<void> => {
    const { ok, said } = await helm([verb, 'release', ...args, '--namespace', namespace]);
    if (!ok || /warning|would violate/i.test(said)) faults.push(`helm ${verb}: ${said}`);
  };
  await run('install', 'CHART', '--values', values);
  const pods = podsOf(objects);
  for (const pod of pods) faults.push(...(await apply(pod, { namespace, isDry: true })));
  const others = ['image.tag=9.9.9', 'defaults.gracefulShutdownSecs=60', 'defaults.replicas=3'];
  await run('upgrade', next, '--values', values, '--set', others.join(','));
  await run('rollback', '1');
  await run('uninstall');
  return { objects: objects.length, pods: pods.length, faults };
}

async function checkRefused(apply: Apply): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { says, ...object } of refusedObjects) {
    const said = (await apply(object, { namespace: 'releases', isDry: true })).join('\n');
    if (!said.includes(says)) {
      faults.push(
        `${object.kind} ${object.metadata.name} should be refused with '${says}': ${said}`,
      );
    }
  }
  return faults;
}
