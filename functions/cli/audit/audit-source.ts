import { partitionKey } from '../../../shared/record.ts';
import type { Evidence } from './evidence.ts';
import { type Coverage, judgeCoverage } from './judge-coverage.ts';
import type { KafkaPartition } from './read-kafka.ts';

/** One line of the audit: a partition in one life of its topic. */
export interface AuditedPartition {
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
  readonly incarnation: string;
  /** False: the topic has been deleted and made again since. */
  readonly isPresent: boolean;
  /** Null: Kafka was not asked, or does not know the partition. */
  readonly kafka: KafkaPartition | null;
  readonly coverage: Coverage;
}

export const nothing: Evidence = { records: [], objects: [], damaged: [], replayed: [] };

/**
 * Judges everything of a source, partition by partition: those that left something in the bucket, and those that Kafka
 * knows. A topic that was deleted and made again counts its offsets anew, so each of its lives is judged for itself.
 */
export function auditSource(
  source: string,
  found: ReadonlyMap<string, Evidence>,
  kafka: ReadonlyMap<string, KafkaPartition>,
): readonly AuditedPartition[] {
  const audited = [...new Set([...found.keys(), ...kafka.keys()])].flatMap((key) => {
    const slash = key.lastIndexOf('/');
    const topic = key.slice(0, slash);
    const partition = Number(key.slice(slash + 1));
    const known = kafka.get(partitionKey(topic, partition)) ?? null;
    const lives = byLife(found.get(key) ?? nothing, known?.incarnation ?? null);
    return lives.map(({ incarnation, isPresent, evidence }): AuditedPartition => {
      const expected = isPresent ? known : null;
      const coverage = judgeCoverage(evidence, {
        begin: expected?.begin ?? null,
        committed: expected?.committed ?? null,
        ledgerNext: expected?.ledgerNext ?? null,
      });
      return { source, topic, partition, incarnation, isPresent, kafka: expected, coverage };
    });
  });
  return audited.toSorted(
    (a, b) => (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.partition - b.partition,
  );
}

export interface Life {
  readonly incarnation: string;
  readonly isPresent: boolean;
  readonly evidence: Evidence;
}

/**
 * What was stored while the broker did not say which life it was counts as of the present one; so does what says nothing
 * of it at all. Where Kafka was not asked, none is known to be over.
 */
export function byLife(evidence: Evidence, present: string | null): readonly Life[] {
  const { records, objects, damaged, replayed } = evidence;
  const known = new Set([
    ...records.map(({ record }) => record.incarnation),
    ...objects.map(({ claim }) => claim?.incarnation ?? ''),
  ]);
  known.delete('');
  const [only] = known;
  const isTold = present !== null && present !== '';
  const main = isTold ? present : known.size === 1 && only !== undefined ? only : '';
  const lives = [main, ...[...known].filter((incarnation) => incarnation !== main).toSorted()];
  const lifeOf = (incarnation: string): string => (incarnation === '' ? main : incarnation);
  // a record names objects by place: what it names is of its life, whatever they say of themselves
  const named = new Map(
    records.flatMap(({ record, objectPlaces }) =>
      objectPlaces.map((place) => [place, lifeOf(record.incarnation)] as const),
    ),
  );
  return lives
    .map((incarnation) => ({
      incarnation,
      isPresent: incarnation === main || !isTold,
      evidence: {
        records: records.filter(({ record }) => lifeOf(record.incarnation) === incarnation),
        objects: objects.filter(
          ({ place, claim }) =>
            (named.get(place) ?? lifeOf(claim?.incarnation ?? '')) === incarnation,
        ),
        damaged: incarnation === main ? damaged : [],
        replayed: incarnation === main ? replayed : [],
      },
    }))
    .filter(
      ({ incarnation, evidence: { records: r, objects: o, damaged: d, replayed: p } }) =>
        (incarnation === main && present !== null) || r.length + o.length + d.length + p.length > 0,
    );
}
