import { valuesFiles } from '../chart/helm-chart.ts';

/** Runs helm with a cluster. @returns its exit status, and what it said */
export type AskHelm = (
  args: readonly string[],
) => Promise<{ readonly ok: boolean; readonly said: string }>;

const group = (name: string): string =>
  `pipelines.devices={"bundle":"devices","name":"${name}","kafka":{"bootstrapServers":["kafka:9092"],"topics":["devices"],"groupId":"sluice-devices"}}`;

/** Installs in this order in one namespace, and whether each is taken. */
const cases: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly refused?: string;
}[] = [
  { what: 'a first release', args: ['install', 'one', '--set-json', group('devices')] },
  {
    what: 'another release with its group and another name',
    args: ['install', 'two', '--set-json', group('others')],
    refused: "which runs in this namespace, has it for pipeline 'devices'",
  },
  {
    what: 'another release with its group and its name',
    args: ['install', 'same', '--set-json', group('devices')],
  },
  {
    what: 'a rolling update to other rules',
    args: ['upgrade', 'one', '--set-json', group('devices'), '--set', 'image.tag=9.9.9'],
  },
  {
    what: 'a rolling update to another name',
    args: ['upgrade', 'one', '--set-json', group('others')],
    refused: "which runs in this namespace, has it for pipeline 'devices'",
  },
  {
    what: 'the same where it is not looked for',
    args: ['upgrade', 'one', '--set-json', group('others'), '--set', 'checkNamespace=false'],
  },
];

/** Two releases, one group: refused where the name of the pipeline is another one. @returns what is wrong */
export async function checkReleases(helm: AskHelm, namespace: string): Promise<readonly string[]> {
  const smallest = (await valuesFiles()).get('smallest.yaml') ?? '';
  const faults: string[] = [];
  for (const { what, args, refused } of cases) {
    const [verb = '', release = '', ...settings] = args;
    const where = ['--namespace', namespace, '--values', smallest];
    const { ok, said } = await helm([verb, release, 'CHART', ...where, ...settings]);
    if (refused === undefined && !ok) faults.push(`${what} is refused: ${said}`);
    if (refused !== undefined && ok) faults.push(`${what} is not refused`);
    if (refused !== undefined && !ok && !said.includes(refused)) {
      faults.push(`${what} is refused with: ${said}`);
    }
  }
  return faults;
}
