import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { SluiceError } from '../../../shared/errors.ts';
import { definitionFiles } from '../chart/definition-files.ts';
import type { Apply, KubeObject } from './apply-objects.ts';
import type { AskKube } from './kube-client.ts';

/** What a cluster has before the chart comes: the kinds of KEDA and of Prometheus' operator, and a priority of pods. */
export async function prepareCluster(ask: AskKube, apply: Apply): Promise<void> {
  for (const file of await definitionFiles()) {
    await have(apply, parse(await readFile(file, 'utf8')) as KubeObject, '');
  }
  await have(apply, priority, '');
  const giveUpAt = performance.now() + 60_000;
  for (const group of ['keda.sh/v1alpha1', 'monitoring.coreos.com/v1']) {
    while ((await ask('GET', `/apis/${group}`)).status !== 200) {
      if (performance.now() > giveUpAt) {
        throw new SluiceError('INTERNAL', `the API server does not serve ${group}`);
      }
      await sleep(100);
    }
  }
}

/**
 * A namespace that enforces Pod Security 'restricted', with what controllers make in each (the account 'default') and what
 * the values refer to.
 */
export async function makeNamespace(apply: Apply, name: string): Promise<void> {
  const level = 'pod-security.kubernetes.io';
  const labels = { [`${level}/enforce`]: 'restricted', [`${level}/warn`]: 'restricted' };
  await have(apply, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }, name);
  for (const account of ['default', 'existing']) {
    const metadata = { name: account };
    await have(apply, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, name);
  }
}

const priority = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'high' },
  value: 1000,
};

async function have(apply: Apply, object: KubeObject, namespace: string): Promise<void> {
  const faults = await apply(object, { namespace });
  if (faults.length > 0) throw new SluiceError('INTERNAL', faults.join('\n'));
}
