import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeEphemeral } from '../../local/ephemeral-engines.ts';
import { pickPorts } from '../../local/free-ports.ts';
import { defaultFolder } from '../../local/start-engines.ts';
import { waitReady } from '../../local/wait-ready.ts';
import { type AskKube, createKubeClient } from './kube-client.ts';

/** A Kubernetes without nodes and controllers: what it takes, it keeps, and nothing runs. */
export interface KubeServer {
  /** As the cluster's administrator. */
  readonly ask: AskKube;
  /** For helm, with the same rights. */
  readonly kubeconfig: string;
  /** Ends both processes; what they kept goes, too. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts etcd and kube-apiserver on the loopback interface, with admission as clusters have it by default: Pod Security,
 * ServiceAccount, priorities, limits, policies.
 * @param program as `kubeServer` gives it
 * @throws {SluiceError} ENGINES_UNAVAILABLE with what their logs say
 */
export async function startKubeServer(program: string): Promise<KubeServer> {
  const place = await makeEphemeral(join(defaultFolder, 'ephemeral'));
  try {
    const { folder } = place;
    const ports = await pickPorts(['api', 'etcd', 'peer'], {});
    const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
    const peerUrl = `http://127.0.0.1:${ports.peer}`;
    const etcdLog = join(folder, 'etcd.log');
    const etcd = await place.launch({
      argv: [
        program,
        'etcd',
        ...flags({
          'data-dir': join(folder, 'etcd'),
          'listen-client-urls': etcdUrl,
          'advertise-client-urls': etcdUrl,
          'listen-peer-urls': peerUrl,
          'initial-advertise-peer-urls': peerUrl,
          'initial-cluster': `default=${peerUrl}`,
          // what it keeps is gone in a minute
          'unsafe-no-fsync': 'true',
        }),
      ],
      logFile: etcdLog,
    });
    await waitReady({
      name: 'etcd',
      process: etcd,
      logFile: etcdLog,
      timeoutMs: 60_000,
      isReady: async () =>
        fetch(`${etcdUrl}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });

    const token = randomUUID();
    const keyFile = join(folder, 'service-accounts.key');
    const tokenFile = join(folder, 'tokens.csv');
    const certificates = join(folder, 'certificates');
    await mkdir(certificates);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    await writeFile(tokenFile, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
    const url = `https://127.0.0.1:${ports.api}`;
    const apiLog = join(folder, 'kube-apiserver.log');
    const api = await place.launch({
      argv: [
        program,
        ...flags({
          'etcd-servers': etcdUrl,
          'bind-address': '127.0.0.1',
          'advertise-address': '127.0.0.1',
          'secure-port': String(ports.api),
          // it makes itself a certificate there
          'cert-dir': certificates,
          'token-auth-file': tokenFile,
          'authorization-mode': 'RBAC',
          'service-cluster-ip-range': '10.0.0.0/24',
          'service-account-issuer': 'https://kubernetes.default.svc',
          'service-account-key-file': keyFile,
          'service-account-signing-key-file': keyFile,
          'allow-privileged': 'true',
        }),
      ],
      logFile: apiLog,
    });
    const ca = join(certificates, 'apiserver.crt');
    let ask: AskKube | null = null;
    await waitReady({
      name: 'kube-apiserver',
      process: api,
      logFile: apiLog,
      timeoutMs: 120_000,
      isReady: async () => {
        const certificate = await readFile(ca, 'utf8').catch(() => null);
        if (certificate === null) return false;
        ask = createKubeClient({ url, token, ca: certificate });
        return ask('GET', '/readyz').then(
          ({ status }) => status === 200,
          () => false,
        );
      },
    });
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(url, ca, token)), { mode: 0o600 });
    return { ask: ask!, kubeconfig, stop: place.dispose };
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

function kubeconfigOf(url: string, ca: string, token: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: { server: url, 'certificate-authority': ca } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'admin' } }],
    'current-context': 'here',
  };
}
