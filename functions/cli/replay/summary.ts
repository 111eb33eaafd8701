import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import type { Stored } from './replay-host.ts';

/** What a replay came to. */
export class ReplaySummary {
  /** Objects of dead letters, or ranges, of which something was replayed now. */
  objects = 0;
  /** Those of which nothing was left. */
  objectsBefore = 0;
  tried = 0;
  readonly passedOver: string[] = [];
  readonly ranges: string[] = [];
  #failed = 0;
  readonly #byCode = new Map<string, { records: number; readonly first: string }>();

  failed(
    code: string,
    { topic, partition, offset, reason }: TopicPartition & { offset: bigint; reason: string },
  ): void {
    this.#failed++;
    const known = this.#byCode.get(code);
    const first = `${partitionKey(topic, partition)} offset ${offset}: ${reason}`;
    if (known === undefined) this.#byCode.set(code, { records: 1, first });
    else known.records++;
  }

  /** For people; nothing of an event in it. @param what `dead-letter object` or `range` */
  text(what: string, { events, objects, bytes, present }: Stored, where: string): string {
    const lines = [
      `replayed      ${plural(this.objects, what)}; ${this.objectsBefore} were done before`,
      `tried         ${plural(this.tried, 'record')}`,
      `stored        ${plural(events, 'event')} in ${plural(objects, 'object')}, ${plural(bytes, 'byte')}, ${where}${present > 0 ? `; ${present} of them were there already` : ''}`,
      `failed again  ${plural(this.#failed, 'record')}`,
    ];
    for (const [code, { records, first }] of this.#byCode) {
      lines.push(`  ${code}  ${plural(records, 'record')}, the first: ${first}`);
    }
    lines.push(...this.ranges, ...this.passedOver);
    return `${lines.join('\n')}\n`;
  }

  json(stored: Stored): string {
    const { objects, objectsBefore, tried, passedOver, ranges } = this;
    const failed = Object.fromEntries(
      [...this.#byCode].map(([code, { records, first }]) => [code, { records, first }]),
    );
    const told = { objects, objectsBefore, tried, stored, failed, ranges, passedOver };
    return `${JSON.stringify(told, null, 2)}\n`;
  }
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
