import { didYouMean } from '../../pipeline/faults.ts';
import { elementsOf, fieldsOf, plainOf, type TextFault, textOf, type Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';

/** What an aggregator of vector-operator comes to. */
export interface Aggregator {
  /** Of one pipeline, as `pipelines.NAME` of the chart takes it. */
  readonly chart: Draft;
  readonly process: Draft;
  readonly remarks: readonly {
    readonly tree: Tree;
    readonly path: string;
    readonly remark: string;
  }[];
}

/** Fields that the chart has under the same name. */
const sameInChart: Readonly<Record<string, string>> = {
  replicas: 'replicas',
  resources: 'resources',
  affinity: 'affinity',
  tolerations: 'tolerations',
  annotations: 'podAnnotations',
  priorityClassName: 'priorityClassName',
};

/** Fields that have no meaning here, and why. */
const needless: Readonly<Record<string, string>> = {
  image: 'the image is that of the bundle: image.repository and image.tag of the chart',
  imagePullPolicy: 'image.pullPolicy of the chart, for all pipelines',
  imagePullSecrets: 'image.pullSecrets of the chart, for all pipelines',
  internalMetrics:
    'metrics are served at /metrics, always; serviceMonitor.enabled of the chart scrapes them',
  configCheck: 'a pipeline is checked when it is built, before anything runs',
  compressConfigFile: 'the pipeline is in the image, not in a Secret',
  configReloaderImage: 'a changed pipeline is a new image, and rolls out as one',
  configReloaderResources: 'a changed pipeline is a new image, and rolls out as one',
  expireMetricsSecs: 'a metric is there as long as what it counts',
  selector: 'a release of the chart names the pipelines that it runs',
  eventCollector: 'only Kafka is read',
  podSecurityContext: 'the chart runs without rights, and with a read-only file system',
  containerSecurityContext: 'the chart runs without rights, and with a read-only file system',
  readinessProbe: 'the chart asks /readyz',
  livenessProbe: 'the chart asks /healthz',
  podSecurityPolicyName: 'Kubernetes has no such policies any more',
};

/** Fields that would be lost, and the way around. */
const refusedFields: Readonly<Record<string, string>> = {
  schedulerName: 'patch the deployment of the chart',
  runtimeClassName: 'patch the deployment of the chart',
  host_aliases: 'name brokers as the cluster resolves them',
  hostNetwork: 'the pod needs its own network alone; leave it out',
  envFrom: 'name the variables in env',
  volumes:
    'descriptors are compiled into the bundle, secrets come by secretFiles of the chart; leave it out',
  volumeMounts:
    'descriptors are compiled into the bundle, secrets come by secretFiles of the chart; leave it out',
};

/** Reads the `spec` of an aggregator: what concerns the process, and what belongs into the values of the chart. */
export function readAggregator(spec: Tree | undefined, faults: TextFault[]): Aggregator {
  const chart: Draft = {};
  const process: Draft = {};
  const remarks: { tree: Tree; path: string; remark: string }[] = [];
  for (const [name, tree] of fieldsOf(spec) ?? []) {
    const path = `spec.${name}`;
    const inChart = sameInChart[name];
    const why = needless[name];
    const refusal = refusedFields[name];
    if (inChart !== undefined) {
      chart[inChart] = plainOf(tree);
      remarks.push({ tree, path, remark: `${inChart} of the pipeline in the chart` });
    } else if (why !== undefined) remarks.push({ tree, path, remark: why });
    else if (refusal !== undefined) {
      faults.push({ place: tree.place, message: `${path}: is not supported: ${refusal}` });
    } else if (name === 'env') readEnv(tree, chart, faults, remarks);
    else if (name === 'dataDir') {
      process['dataDir'] = plainOf(tree);
      chart['dataDir'] = plainOf(tree);
      remarks.push({ tree, path, remark: 'dataDir, needed for a disk buffer alone' });
    } else if (name === 'api') readApi(tree, process, faults, remarks);
    else {
      const known = [
        ...Object.keys(sameInChart),
        ...Object.keys(needless),
        'env',
        'dataDir',
        'api',
      ];
      faults.push({
        place: tree.place,
        message: `${path}: vector-operator has no such field${didYouMean(name, known)}; allowed: ${known.join(', ')}`,
      });
    }
  }
  return { chart, process, remarks };
}

function readApi(
  api: Tree,
  process: Draft,
  faults: TextFault[],
  remarks: { tree: Tree; path: string; remark: string }[],
): void {
  for (const [name, tree] of fieldsOf(api) ?? []) {
    const path = `spec.api.${name}`;
    if (name === 'enabled') {
      process['api'] = { enabled: plainOf(tree), address: '0.0.0.0:8686' };
      remarks.push({ tree, path, remark: 'api.enabled, with the address 0.0.0.0:8686' });
    } else if (name === 'healthcheck')
      remarks.push({ tree, path, remark: 'the chart asks /healthz and /readyz' });
    else if (name === 'playground' && tree.value === false) {
      remarks.push({ tree, path, remark: 'there is none' });
    } else if (name === 'playground') {
      faults.push({
        place: tree.place,
        message: `${path}: is not supported: there is no GraphQL; leave it out`,
      });
    } else {
      faults.push({
        place: tree.place,
        message: `${path}: vector-operator has no such field; allowed: enabled, playground, healthcheck`,
      });
    }
  }
}

/** Variables that Vector itself reads. */
const ofVector: Readonly<Record<string, string>> = {
  VECTOR_THREADS: 'threads',
  VECTOR_LOG: 'logLevel',
};

function readEnv(
  list: Tree,
  chart: Draft,
  faults: TextFault[],
  remarks: { tree: Tree; path: string; remark: string }[],
): void {
  const env: Draft = {};
  const secretEnv: Draft = {};
  for (const [index, entry] of (elementsOf(list) ?? []).entries()) {
    const path = `spec.env[${index}]`;
    const fields = fieldsOf(entry);
    const name = textOf(fields?.get('name'));
    const value = fields?.get('value');
    const secret = fieldsOf(fieldsOf(fields?.get('valueFrom'))?.get('secretKeyRef'));
    if (name !== null && value !== undefined) {
      const own = ofVector[name];
      if (own === 'threads') chart['threads'] = Number(plainOf(value));
      else if (own !== undefined) chart[own] = String(plainOf(value)).toUpperCase();
      else env[name] = plainOf(value);
      const where = own === undefined ? `env.${name}` : own;
      remarks.push({ tree: entry, path, remark: `${where} of the pipeline in the chart` });
    } else if (name !== null && secret !== null) {
      secretEnv[name] = { name: textOf(secret.get('name')), key: textOf(secret.get('key')) };
      remarks.push({ tree: entry, path, remark: `secretEnv.${name} of the pipeline in the chart` });
    } else {
      faults.push({
        place: entry.place,
        message: `${path}: is not supported: the chart takes values, and keys of Secrets (valueFrom.secretKeyRef)`,
      });
    }
  }
  if (Object.keys(env).length > 0) chart['env'] = env;
  if (Object.keys(secretEnv).length > 0) chart['secretEnv'] = secretEnv;
}
