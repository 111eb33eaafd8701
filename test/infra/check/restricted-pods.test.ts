import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import { unrestrictedPods } from '../../../infra/check/chart/restricted-pods.ts';

const container = {
  name: 'sluice',
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};
const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};

function faultsOf(spec: object): readonly string[] {
  const deployment = { kind: 'Deployment', metadata: { name: 'd' }, spec: { template: { spec } } };
  return unrestrictedPods(stringify(deployment)).faults;
}

function withSecurity(security: object): object {
  const securityContext = { ...container.securityContext, ...security };
  return { ...pod, containers: [{ ...container, securityContext }] };
}

describe('pods', () => {
  it('that keep to the standard have no faults', () => assert.deepEqual(faultsOf(pod), []));

  const wrong: readonly (readonly [string, object])[] = [
    ['a host name space', { ...pod, hostNetwork: true }],
    ['volume host', { ...pod, volumes: [{ name: 'host', hostPath: { path: '/' } }] }],
    ['sluice may be root', withSecurity({ runAsNonRoot: false })],
    ['sluice may be root', withSecurity({ runAsUser: 0 })],
    ['sluice has no seccomp profile', withSecurity({ seccompProfile: { type: 'Unconfined' } })],
    ['sluice may gain rights', withSecurity({ allowPrivilegeEscalation: true })],
    ['sluice is privileged', withSecurity({ privileged: true })],
    ['sluice keeps capabilities', withSecurity({ capabilities: {} })],
    [
      'sluice adds capabilities',
      withSecurity({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    ],
    ['sluice may write to its root', withSecurity({ readOnlyRootFilesystem: false })],
    [
      'init may be root',
      {
        ...pod,
        initContainers: [
          {
            ...container,
            name: 'init',
            securityContext: { ...container.securityContext, runAsNonRoot: false },
          },
        ],
      },
    ],
  ];
  for (const [fault, spec] of wrong) {
    it(`are found out: ${fault}`, () =>
      assert.deepEqual(faultsOf(spec), [`Deployment d: ${fault}`]));
  }
});
