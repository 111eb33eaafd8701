import { parseLedger } from '../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { partitionKey } from '../../../shared/record.ts';
import type {
  CommittedOffset,
  GroupMemberName,
  PartitionBounds,
} from '../../consumer/kafka/port.ts';
import { aligned } from '../table.ts';

/** What Kafka says of a group, and of the topics that a source reads. */
export interface GroupFindings {
  readonly groupId: string;
  readonly pipeline: string;
  readonly members: readonly GroupMemberName[];
  readonly committed: readonly CommittedOffset[];
  readonly bounds: ReadonlyMap<string, PartitionBounds>;
}

export interface GroupReport {
  readonly groupId: string;
  readonly members: readonly GroupMemberName[];
  readonly partitions: readonly GroupPartition[];
  /** Why another host, or another program, must not take over yet; empty: it may. */
  readonly obstacles: readonly string[];
}

interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Null: none. */
  readonly committed: bigint | null;
  /** What is beside the offset, in words. */
  readonly state: string;
  readonly logStart: bigint | null;
  readonly logEnd: bigint | null;
}

/** Whether a group could be taken over now: nobody is in it, and nothing is begun that is not finished. */
export function groupReport(findings: GroupFindings): GroupReport {
  const { groupId, pipeline, members, committed, bounds } = findings;
  const obstacles = members.map(
    ({ clientId, host }) => `${clientId} at ${host.replace(/^\//, '')} is a member: stop it`,
  );
  const partitions = committed.map(({ topic, partition, offset, metadata }): GroupPartition => {
    const place = `${topic}/${partition}`;
    const bound = bounds.get(partitionKey(topic, partition));
    const { state, obstacle } = stateOf(metadata, pipeline, offset, place);
    if (obstacle !== null) obstacles.push(obstacle);
    return {
      topic,
      partition,
      committed: offset < 0n ? null : offset,
      state,
      logStart: bound?.logStart ?? null,
      logEnd: bound?.highWatermark ?? null,
    };
  });
  return { groupId, members, partitions, obstacles };
}

function stateOf(
  metadata: string,
  pipeline: string,
  offset: bigint,
  place: string,
): { readonly state: string; readonly obstacle: string | null } {
  try {
    const ledger = parseLedger(metadata, pipeline, place);
    if (ledger === null) return { state: offset < 0n ? 'no offset' : 'settled', obstacle: null };
    const range = `[${offset}, ${ledger.next})`;
    return {
      state: `unfinished epoch ${range}`,
      obstacle: `${place}: the epoch ${range} is begun and not finished: start the consumer again, and stop it by SIGTERM`,
    };
  } catch (thrown) {
    if (!(thrown instanceof SluiceError)) throw thrown;
    return { state: thrown.code, obstacle: thrown.message };
  }
}

/** For people: a line a partition, who is in the group, and whether it can be taken over. */
export function groupText({ groupId, members, partitions, obstacles }: GroupReport): string {
  const rows = partitions.map(({ topic, partition, committed, logStart, logEnd, state }) => [
    `${topic}/${partition}`,
    String(committed ?? '-'),
    String(logStart ?? '-'),
    String(logEnd ?? '-'),
    String(behind(committed, logEnd) ?? '-'),
    state,
  ]);
  const headings = ['partition', 'committed', 'log start', 'log end', 'behind', 'state'];
  return [
    ...aligned([headings, ...rows], 1),
    '',
    `${members.length} members in the group ${groupId}`,
    ...obstacles,
    obstacles.length === 0
      ? 'drained: whoever is next goes on from these offsets'
      : 'not drained: nobody else may take over yet',
    '',
  ].join('\n');
}

/** For programs: one object; offsets as strings, since they may be beyond 2^53. */
export function groupJson(report: GroupReport): string {
  const { obstacles, ...rest } = report;
  const told = { ...rest, drained: obstacles.length === 0, obstacles };
  const plain = (_name: string, value: unknown): unknown =>
    typeof value === 'bigint' ? String(value) : value;
  return `${JSON.stringify(told, plain, 2)}\n`;
}

function behind(committed: bigint | null, logEnd: bigint | null): bigint | null {
  return committed === null || logEnd === null ? null : logEnd - committed;
}
