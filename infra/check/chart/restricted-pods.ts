import { parseAllDocuments } from 'yaml';

interface Security {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
}

interface Pod {
  readonly securityContext?: Security;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

interface Container {
  readonly name: string;
  readonly securityContext?: Security;
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: { readonly spec?: Pod } };
}

/** Kinds of volumes that the standard allows. */
const volumeKinds = [
  'configMap',
  'emptyDir',
  'secret',
  'projected',
  'persistentVolumeClaim',
  'csi',
];

/**
 * What of a text's pods a name space would refuse that enforces Kubernetes' pod security standard 'restricted', without
 * asking one (the step with the API server does); and one thing that is ours: a root that nobody writes to.
 */
export function unrestrictedPods(text: string): {
  readonly checked: number;
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  let checked = 0;
  for (const document of parseAllDocuments(text)) {
    const { kind, metadata, spec } = (document.toJS() ?? {}) as Workload;
    const pod = spec?.template?.spec;
    if (pod === undefined) continue;
    checked++;
    faults.push(...faultsOf(pod).map((fault) => `${kind} ${metadata.name}: ${fault}`));
  }
  return { checked, faults };
}

function faultsOf(pod: Pod): readonly string[] {
  const { securityContext: own = {}, initContainers = [], containers, volumes = [] } = pod;
  const faults: string[] = [];
  const expect = (ok: boolean, what: string): void => void (ok || faults.push(what));
  expect(
    pod.hostNetwork !== true && pod.hostPID !== true && pod.hostIPC !== true,
    'a host name space',
  );
  for (const { name, ...kinds } of volumes) {
    expect(
      Object.keys(kinds).every((kind) => volumeKinds.includes(kind)),
      `volume ${String(name)}`,
    );
  }
  for (const { name, securityContext = {} } of [...initContainers, ...containers]) {
    const all = { ...own, ...securityContext };
    expect(all.runAsNonRoot === true && all.runAsUser !== 0, `${name} may be root`);
    expect(all.seccompProfile?.type === 'RuntimeDefault', `${name} has no seccomp profile`);
    expect(all.allowPrivilegeEscalation === false, `${name} may gain rights`);
    expect(all.privileged !== true, `${name} is privileged`);
    expect(all.capabilities?.drop?.includes('ALL') === true, `${name} keeps capabilities`);
    expect((all.capabilities?.add ?? []).length === 0, `${name} adds capabilities`);
    expect(all.readOnlyRootFilesystem === true, `${name} may write to its root`);
  }
  return faults;
}
