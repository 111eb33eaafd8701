import type { Truth } from '../events/truth.ts';
import type { Row } from './sql.ts';

/** A query that gives no row when all is well, otherwise how many `cases` there are and one of them. */
export interface FaultQuery {
  readonly query: string;
  readonly tell: (cases: number, example: Row) => string;
}

/** What can be wrong with single lines of the objects. */
export function lineQueries({
  records,
  format,
}: Pick<Truth, 'records' | 'format'>): readonly FaultQuery[] {
  return [
    {
      query: example(`id IS NULL OR id < 0 OR id >= ${records} OR id IN (SELECT id FROM broken)`),
      tell: (cases, { file }) => `${lines(cases)} no event that was produced, the first in ${file}`,
    },
    {
      // by text, so that no time zone is involved; NULL where a line has no time
      query: example(
        `id IS NOT NULL AND (left(measured_at, 10) IS DISTINCT FROM dt
         OR replace(left(measured_at, 13), 'T', '-') IS DISTINCT FROM dth)`,
      ),
      tell: (cases, { id, measured_at: time, dth, file }) =>
        `${lines(cases)} in the prefix of another hour: event_id ${id} of ${time} in dth=${dth}, ${file}`,
    },
    {
      query: example(
        'id IS NOT NULL AND (key IS DISTINCT FROM device OR time IS DISTINCT FROM measured_at)',
      ),
      tell: (cases, { id, file }) =>
        `${lines(cases)} there without the record's own message_key or timestamp: event_id ${id} in ${file}`,
    },
    {
      query: `
        SELECT id, exact.serial, exact.reading, stored.serial AS got_serial, stored.reading AS got_reading,
          filename AS file, count(*) OVER () AS cases
        FROM exact JOIN stored USING (id)
        WHERE exact.serial IS DISTINCT FROM stored.serial OR exact.reading IS DISTINCT FROM stored.reading
        ORDER BY id LIMIT 1`,
      tell: (cases, row) =>
        `${lines(cases)} there with a changed number: event_id ${row['id']}, produced ${row['serial']} and ${row['reading']}, stored ${row['got_serial']} and ${row['got_reading']}`,
    },
    ...(format === 'json' ? [decimalsQuery] : []),
    {
      query: `
        SELECT time, dt, filename AS file, count(*) OVER () AS cases
        FROM letters WHERE left(time, 10) IS DISTINCT FROM dt LIMIT 1`,
      tell: (cases, { time, dt, file }) =>
        `${letters(cases)} in the prefix of another day: one of ${time} in dt=${dt}, ${file}`,
    },
  ];
}

/** Not of doubles, which have no trailing zeros. */
const decimalsQuery: FaultQuery = {
  query: example('id IS NOT NULL AND NOT decimals_kept'),
  tell: (cases, { id, file }) =>
    `${lines(cases)} there without the two decimals of its temperature: event_id ${id} in ${file}`,
};

/** The first broken record whose dead letter is not there as it was produced, or has another code. */
export const letterQuery = `
  SELECT broken.id, broken.code, letters.code AS found
  FROM broken LEFT JOIN letters USING (key, time, value)
  WHERE letters.code IS DISTINCT FROM broken.code
  ORDER BY broken.id LIMIT 1`;

/** The first device and hour whose sums are not those that were produced. */
export const hourQuery = `
  SELECT device, hour FROM (
    SELECT device, hour, events, one, two, three, centidegrees FROM hours
    EXCEPT
    SELECT device, dth, count(*), sum(one), sum(two), sum(three), sum(centidegrees)
    FROM stored GROUP BY device, dth
  ) ORDER BY device, hour LIMIT 1`;

function example(condition: string): string {
  return `
    SELECT id, measured_at, dth, filename AS file, count(*) OVER () AS cases
    FROM stored WHERE ${condition} ORDER BY id LIMIT 1`;
}

function lines(cases: number): string {
  return cases === 1 ? 'one line is' : `${cases.toLocaleString('en-US')} lines are`;
}

function letters(cases: number): string {
  return cases === 1 ? 'one dead letter is' : `${cases.toLocaleString('en-US')} dead letters are`;
}
