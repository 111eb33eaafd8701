import { basename } from 'node:path';
import type { Truth } from '../events/truth.ts';
import { hourQuery, letterQuery, lineQueries } from './fault-queries.ts';
import type { Row, Sql } from './sql.ts';

interface Summary {
  readonly missing: number;
  readonly duplicated: number;
  readonly deadLettered: number;
  /** Then copies are no fault. */
  readonly allowsCopies: boolean;
}

/** Says in sentences what is wrong with the lake, each with its number and its first case. */
export async function findFaults(sql: Sql, truth: Truth, summary: Summary): Promise<string[]> {
  const { missing, duplicated, deadLettered, allowsCopies } = summary;
  const faults: string[] = [];
  if (missing > 0) {
    faults.push(
      `${grouped(missing)} of ${grouped(truth.records)} records are missing: neither stored nor dead-lettered${await firstMissing(sql, truth)}`,
    );
  }
  if (duplicated > 0 && !allowsCopies) {
    const copies = duplicated === 1 ? 'one copy' : `${grouped(duplicated)} copies`;
    faults.push(`${copies} too many${await firstDouble(sql)}`);
  }
  if (allowsCopies ? deadLettered < truth.broken.length : deadLettered !== truth.broken.length) {
    faults.push(
      `${grouped(deadLettered)} dead letters, but ${truth.broken.length} broken records were produced`,
    );
  }
  for (const { query, tell } of lineQueries(truth)) {
    const [first] = await sql.rows(query);
    if (first === undefined) continue;
    faults.push(tell(Number(first['cases']), withFile(first)));
  }
  const [letter] = await sql.rows(letterQuery);
  if (letter !== undefined) {
    faults.push(
      `the dead letter of record ${letter['id']} (${letter['code']}) ${letter['found'] === null ? 'is not there as it was produced: key, time and value must be unchanged' : `has the code ${letter['found']}`}`,
    );
  }
  // where events are missing or twice, the sums differ for that reason, which is told already
  if (missing === 0 && duplicated === 0) {
    const [hour] = await sql.rows(hourQuery);
    if (hour !== undefined) {
      faults.push(
        `the counters of ${hour['device']} in hour ${hour['hour']} do not add up to what was produced`,
      );
    }
  }
  return faults;
}

async function firstMissing(sql: Sql, truth: Truth): Promise<string> {
  const [first] = await sql.rows(`
    SELECT min(range) AS id FROM range(${truth.records})
    WHERE range NOT IN (SELECT id FROM stored WHERE id IS NOT NULL) AND range NOT IN (SELECT id FROM broken)`);
  return first?.['id'] === null || first === undefined
    ? ''
    : `; the first is event_id ${first['id']}`;
}

async function firstDouble(sql: Sql): Promise<string> {
  const [first] = await sql.rows(`
    SELECT id, count(*) AS times, min(filename) AS file, max(filename) AS other FROM stored
    WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1`);
  if (first === undefined) return ', all of dead letters';
  const files = [...new Set([first['file'], first['other']].map((name) => basename(String(name))))];
  return `; the first is event_id ${first['id']}, ${first['times']} times, in ${files.join(' and ')}`;
}

function withFile(row: Row): Row {
  return { ...row, file: basename(String(row['file'])) };
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
