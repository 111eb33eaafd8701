/** Values that cannot work, over test/infra/chart/values/smallest.yaml, and words of what they are refused with. */
export interface Refusal {
  readonly what: string;
  readonly overrides: readonly string[];
  readonly says: string;
  /** Of Kubernetes. */
  readonly version?: string;
}

const devices = 'pipelines.devices';

export const refusals: readonly Refusal[] = [
  {
    what: 'a memory limit below what buffer and threads need',
    overrides: [`${devices}.resources.limits.memory="200Mi"`],
    says: 'bufferMaxBytes (64 MiB) with 1 thread(s) needs 208 MiB',
  },
  {
    what: 'a buffer that the memory limit does not hold',
    overrides: [`${devices}.bufferMaxBytes=1073741824`],
    says: 'resources.limits.memory is 1Gi, but bufferMaxBytes (1024 MiB)',
  },
  {
    what: 'a grace period shorter than the drain',
    overrides: [`${devices}.terminationGracePeriodSeconds=60`],
    says: 'a stop may take gracefulShutdownSecs (180 s) and 10 s to leave the group: give 190 or more',
  },
  {
    what: 'no topic',
    overrides: [`${devices}.kafka.topics=[]`],
    says: 'kafka.topics is empty',
  },
  {
    what: 'no broker',
    overrides: [`${devices}.kafka.bootstrapServers=[]`],
    says: 'kafka.bootstrapServers is empty',
  },
  { what: 'no group', overrides: [`${devices}.kafka.groupId=""`], says: 'kafka.groupId is empty' },
  { what: 'no image', overrides: ['image.repository=""'], says: 'image.repository is empty' },
  {
    what: 'two pipelines in one group',
    overrides: [
      'pipelines.other={"bundle":"other","kafka":{"bootstrapServers":["kafka:9092"],"topics":["t"],"groupId":"sluice-devices"}}',
    ],
    says: "have the same kafka.groupId 'sluice-devices'",
  },
  {
    what: 'two pipelines in one group, by other brokers of one cluster',
    overrides: [
      `${devices}.kafka.bootstrapServers=["b-1:9092","b-2:9092"]`,
      'pipelines.other={"bundle":"other","kafka":{"bootstrapServers":["b-2:9092","b-3:9092"],"topics":["t"],"groupId":"sluice-devices"}}',
    ],
    says: "have the same kafka.groupId 'sluice-devices'",
  },
  {
    what: 'IAM without TLS',
    overrides: [`${devices}.kafka.saslMechanism="AWS_MSK_IAM"`],
    says: 'IAM works over TLS alone',
  },
  {
    what: 'a variable that an option of the chart sets',
    overrides: [`${devices}.env={"BUFFER_MAX_BYTES":"999999999999"}`],
    says: 'env.BUFFER_MAX_BYTES: the chart sets this variable from an option of its own',
  },
  {
    what: 'a bundle and a file at once',
    overrides: [`${devices}.file="a.ts"`],
    says: 'give one of the two',
  },
  {
    what: 'neither a bundle nor a file',
    overrides: [`${devices}.bundle=null`],
    says: 'give bundle (a pipeline within the image), or file',
  },
  {
    what: 'a file that is not there',
    overrides: [`${devices}.bundle=null`, `${devices}.file="a.ts"`],
    says: "file is 'a.ts', which is not in files",
  },
  {
    what: 'a disk buffer larger than its volume',
    overrides: [`${devices}.disk={"enabled":true,"maxSize":5368709120,"volumeSize":"5Gi"}`],
    says: 'more than nine tenths of volumeSize (5Gi)',
  },
  {
    what: 'lag of a pattern',
    overrides: [`${devices}.kafka.topics=["^a.*"]`, `${devices}.autoscaling.kind="keda"`],
    says: "'^a.*' is a pattern",
  },
  {
    what: 'scaling by CPU without a request for it',
    overrides: [`${devices}.resources.requests.cpu=null`, `${devices}.autoscaling.kind="hpa"`],
    says: 'resources.requests.cpu is missing',
  },
  {
    what: 'a zone that this Kubernetes does not copy onto pods',
    overrides: [`${devices}.rack.from="podLabel"`],
    says: 'podLabel needs Kubernetes 1.35',
    version: '1.34.0',
  },
  {
    what: 'an option that does not exist',
    overrides: [`${devices}.replica=3`],
    says: 'replica',
  },
  { what: 'no pipeline', overrides: ['pipelines=null'], says: 'pipelines' },
];
