import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Truth } from '../events/truth.ts';
import { quoted } from './sql.ts';
import type { Sql } from './sql.ts';

/** Where the pipeline puts events and dead letters, below the bucket. */
export const dataPrefix = 'raw/';
export const deadLetterPrefix = 'dead-letter/';
/** What Sluice keeps for itself: epoch records. No data lies there. */
export const ownPrefix = '_sluice/';

/**
 * Makes the tables that the check compares: `stored` and `letters` from the objects, a row a line, and `broken`,
 * `exact` and `hours` from the truth. Objects are read as lines of text, so that a line which is no JSON is a row too,
 * and the text of a number is seen before anybody has made a number of it.
 */
export async function makeLakeTables(sql: Sql, folder: string, truth: Truth): Promise<void> {
  await sql.run(`CREATE TABLE stored AS ${storedQuery(folder, truth)}`);
  await sql.run(`
    CREATE TABLE letters AS
    WITH parsed AS (
      SELECT *, ${parsed(`{
        "key": "VARCHAR", "timestamp": "VARCHAR", "code": "VARCHAR",
        "value": "VARCHAR", "valueBase64": "VARCHAR" }`)} AS letter
      FROM ${linesOf(folder, deadLetterPrefix, ['dt'])}
    )
    SELECT
      letter.key AS key, letter.timestamp AS time, letter.code AS code,
      coalesce(letter.valueBase64, to_base64(encode(letter.value))) AS value, dt, filename
    FROM parsed`);
  await insertTruth(sql, truth);
}

function storedQuery(folder: string, truth: Truth): string {
  const files = join(folder, dataPrefix, '**', '*.parquet');
  return globSync(files).length === 0 ? linesQuery(folder, truth) : filesQuery(files);
}

function linesQuery(folder: string, truth: Truth): string {
  return `
    WITH parsed AS (
      SELECT *, ${parsed(`{
        "event_id": "BIGINT", "device_name": "VARCHAR", "message_key": "VARCHAR",
        "measured_at": "VARCHAR", "timestamp": "VARCHAR",
        "one": "BIGINT", "two": "BIGINT", "three": "BIGINT",
        "sensor": { "temperature": "DECIMAL(9, 2)" } }`)} AS event
      FROM ${linesOf(folder, dataPrefix, ['dt', 'dth'])}
    )
    SELECT
      event.event_id AS id, event.device_name AS device, event.message_key AS key,
      ${timeOf(truth, 'event.measured_at')} AS measured_at, event.timestamp AS time,
      event.one AS one, event.two AS two, event.three AS three,
      (event.sensor.temperature * 100)::BIGINT AS centidegrees,
      regexp_matches(line, '"temperature":\\s*-?[0-9]+\\.[0-9]{2}[,}\\s]') AS decimals_kept,
      CASE WHEN contains(line, '"exact":') THEN ${textOf('serial')} END AS serial,
      CASE WHEN contains(line, '"exact":') THEN ${textOf('reading')} END AS reading,
      dt, dth, filename
    FROM parsed`;
}

/** Of Parquet files, with times as the lines have them; what has no column of its own would be an event that was changed. */
function filesQuery(files: string): string {
  const time = (name: string): string =>
    `strftime(${name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;
  return `
    SELECT
      CASE WHEN _rest IS NULL THEN event_id END AS id, device_name AS device, message_key AS key,
      ${time('measured_at')} AS measured_at, ${time('timestamp')} AS time,
      one::BIGINT AS one, two::BIGINT AS two, three::BIGINT AS three,
      (sensor.temperature * 100)::BIGINT AS centidegrees, true AS decimals_kept,
      ${textOf('serial', 'exact::VARCHAR')} AS serial, ${textOf('reading', 'exact::VARCHAR')} AS reading,
      dt, dth, filename
    FROM read_parquet(${quoted(files)},
      filename = true, hive_partitioning = true, hive_types_autocast = false)`;
}

/** A time as the records' own are written. Protobuf leaves out milliseconds that are 0. */
function timeOf({ format }: Truth, time: string): string {
  return format === 'json' ? time : `regexp_replace(${time}, ':([0-9]{2})Z$', ':\\1.000Z')`;
}

async function insertTruth(sql: Sql, truth: Truth): Promise<void> {
  await sql.run(
    'CREATE TABLE broken (id BIGINT, key VARCHAR, time VARCHAR, value VARCHAR, code VARCHAR)',
  );
  await sql.insert(
    'broken',
    truth.broken.map(({ id, key, timestamp, valueBase64, code }) => {
      return [id, key, timestamp, valueBase64, code];
    }),
  );
  await sql.run('CREATE TABLE exact (id BIGINT, serial VARCHAR, reading VARCHAR)');
  await sql.insert(
    'exact',
    truth.exact.map(({ eventId, serial, reading }) => [eventId, serial, reading]),
  );
  await sql.run(`CREATE TABLE hours (device VARCHAR, hour VARCHAR,
    events BIGINT, one BIGINT, two BIGINT, three BIGINT, centidegrees BIGINT)`);
  await sql.insert(
    'hours',
    truth.hours.map(({ device, hour, events, one, two, three, centidegrees }) => {
      return [device, hour, events, one, two, three, centidegrees];
    }),
  );
}

/** A table expression: the lines of all objects below a prefix, with file and partition values. */
function linesOf(folder: string, prefix: string, partitions: readonly string[]): string {
  const pattern = join(folder, prefix, '**', '*.*');
  // DuckDB refuses a pattern that matches nothing; a lake without objects is for the check to tell
  if (globSync(pattern).length === 0) {
    const nothing = ['line', 'filename', ...partitions].map((name) => `NULL::VARCHAR AS ${name}`);
    return `(SELECT ${nothing.join(', ')} WHERE false)`;
  }
  return `read_csv(${quoted(pattern)}, columns = { 'line': 'VARCHAR' }, auto_detect = false, header = false,
    delim = '\x01', quote = '', escape = '', comment = '',
    filename = true, hive_partitioning = true, hive_types_autocast = false)`;
}

function parsed(structure: string): string {
  return `json_transform(CASE WHEN json_valid(line) THEN line END, '${structure}')`;
}

/** What stands behind a key, character by character. */
function textOf(key: string, text = 'line'): string {
  return `trim(regexp_extract(${text}, '"${key}":([^,}]*)', 1))`;
}
