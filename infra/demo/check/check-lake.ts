import type { Truth } from '../events/truth.ts';
import { findFaults } from './find-faults.ts';
import { makeLakeTables } from './lake-tables.ts';
import { runSample } from './sample-query.ts';
import type { Sample } from './sample-query.ts';
import { openSql } from './sql.ts';
import type { Row } from './sql.ts';

export interface LakeCheck {
  /** Lines in data objects. */
  readonly stored: number;
  readonly deadLettered: number;
  /** Records that are neither stored nor dead-lettered. */
  readonly missing: number;
  /** Copies beyond the first, of events and of dead letters. */
  readonly duplicated: number;
  /** Partitions of the lake, as `dth` values. */
  readonly hours: number;
  /** What is wrong, a sentence each; empty when all is well. */
  readonly faults: readonly string[];
  /** Null where the objects could not be read. */
  readonly sample: Sample | null;
}

/**
 * Holds a copy of the bucket against what was produced, by SQL: every record once, in the prefix of its hour, the text
 * of its numbers unchanged, sums by device and hour equal, every broken record whole among the dead letters.
 *
 * @param allowsCopies copies are counted, and no fault
 * @param folder laid out as the bucket is: `raw/dt=…/dth=…/` and `dead-letter/…/dt=…/`
 */
export async function checkLake(
  folder: string,
  truth: Truth,
  allowsCopies: boolean = false,
): Promise<LakeCheck> {
  const sql = await openSql();
  try {
    await makeLakeTables(sql, folder, truth);
    const counts = await sql.rows(countsQuery(truth));
    const count = (name: string): number => Number((counts[0] as Row)[name]);
    const summary = {
      stored: count('stored'),
      deadLettered: count('letters'),
      missing: truth.records - count('known') - count('known_letters'),
      duplicated: count('copies') + count('letter_copies'),
      hours: count('hours'),
    };
    const faults = await findFaults(sql, truth, { ...summary, allowsCopies });
    return { ...summary, faults, sample: await runSample(sql, folder) };
  } catch (error) {
    // what DuckDB cannot read, Athena cannot either
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    const nothing = { stored: 0, deadLettered: 0, missing: truth.records, duplicated: 0, hours: 0 };
    return { ...nothing, faults: [`DuckDB cannot read the objects: ${message}`], sample: null };
  } finally {
    sql.close();
  }
}

/** `known` are the sound events that are there at all, `copies` how often one is there again. */
function countsQuery(truth: Truth): string {
  return `
    WITH known AS (
      SELECT id, count(*) AS times FROM stored
      WHERE id >= 0 AND id < ${truth.records} AND id NOT IN (SELECT id FROM broken)
      GROUP BY id
    ), known_letters AS (
      SELECT broken.id, count(*) AS times FROM broken JOIN letters USING (key, time, value)
      GROUP BY broken.id
    )
    SELECT
      (SELECT count(*) FROM stored) AS stored,
      (SELECT count(*) FROM letters) AS letters,
      (SELECT count(DISTINCT dth) FROM stored) AS hours,
      (SELECT count(*) FROM known) AS known,
      (SELECT coalesce(sum(times - 1), 0) FROM known) AS copies,
      (SELECT count(*) FROM known_letters) AS known_letters,
      (SELECT coalesce(sum(times - 1), 0) FROM known_letters) AS letter_copies`;
}
