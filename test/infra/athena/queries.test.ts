import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import { openSql, quoted, type Row, type Sql } from '../../../infra/demo/check/sql.ts';
import { cli } from '../../support/cli.ts';
import { withDemoLake } from '../../support/demo-lake.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'infra/athena');
const queries = new Map(
  readdirSync(join(folder, 'queries')).map((name) => {
    return [name.replace('.sql', ''), readFileSync(join(folder, 'queries', name), 'utf8')];
  }),
);

/** A type of Glue's in DuckDB's words. */
function duckType(type: string): string {
  const list = /^array<(.*)>$/.exec(type)?.[1];
  if (list !== undefined) return `${duckType(list)}[]`;
  const fields = /^struct<(.*)>$/.exec(type)?.[1];
  if (fields !== undefined) {
    const each = fields.split(',').map((field) => {
      const [name = '', ...rest] = field.split(':');
      return `"${name}" ${duckType(rest.join(':'))}`;
    });
    return `STRUCT(${each.join(', ')})`;
  }
  return type === 'string' ? 'VARCHAR' : type.toUpperCase();
}

/** The table that `sluice ddl` makes, with its columns and partitions, over a folder in the place of the bucket. */
async function makeDevices(sql: Sql, lake: string): Promise<void> {
  const sample = join(folder, 'sample.ndjson');
  const file = join(root, 'pipelines/devices.ts');
  const { code, out } = await cli(['ddl', file, '--sample', sample, '--json'], {
    env: { S3_BUCKET: 'lake' },
  });
  assert.equal(code, 0);
  const [{ tableInput }] = (JSON.parse(out) as { tables: [{ tableInput: GlueTableInput }] }).tables;
  const { Columns: columns, Location: location } = tableInput.StorageDescriptor;
  const where = join(lake, location.replace('s3://lake/', ''), '**', '*.*');
  const types = columns.map(
    ({ Name: name, Type: type }) => `${quoted(name)}: ${quoted(duckType(type))}`,
  );
  await sql.run(`CREATE VIEW devices AS FROM read_json(${quoted(where)},
    format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false,
    columns = { ${types.join(', ')} })`);
}

async function makeDeadLetters(sql: Sql, lake: string): Promise<void> {
  const statement = readFileSync(join(folder, 'dead-letters.sql'), 'utf8');
  const [, listed = ''] = /\(\n([^)]*)\n\)/.exec(statement) ?? [];
  const columns = listed.split(',\n').map((line) => {
    const [, name = '', type = ''] = /`(\w+)` (\w+)/.exec(line) ?? [];
    const field = name.replace('base64', 'Base64');
    return `${quoted(field)}: ${quoted(duckType(type))}`;
  });
  const [, prefix = ''] = /LOCATION 's3:\/\/lake\/([^']*)'/.exec(statement) ?? [];
  await sql.run(`CREATE VIEW dead_letters AS FROM read_json(${quoted(join(lake, prefix, '**', '*.*'))},
    format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false,
    columns = { ${columns.join(', ')} })`);
}

const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

describe('the queries of infra/athena, on the demo’s events by the table of sluice ddl', () => {
  it('say what the truth says', async () => {
    const answers = new Map<string, readonly Row[]>();
    await withDemoLake({ count: 20_000 }, async ({ folder: lake, truth, data, read, write }) => {
      const sql = await openSql();
      try {
        await makeDevices(sql, lake);
        await makeDeadLetters(sql, lake);
        for (const [name, query] of queries) answers.set(name, await sql.rows(query));
        // one event once more, in another hour than its own
        const key = data.find((each) => each.includes('dth=2024-12-28-21')) ?? '';
        const [line = ''] = (await read(key)).split('\n');
        await write(key.replace('-21/', '-22/').replace('t+0', 't+1'), `${line}\n`);
        for (const name of ['late-events', 'stored-twice']) {
          answers.set(`${name}, one more`, await sql.rows(queries.get(name) ?? ''));
        }
      } finally {
        sql.close();
      }
      const rows = (name: string): readonly Row[] => answers.get(name) ?? [];
      const events = truth.hours.reduce((total, hour) => total + hour.events, 0);

      const byHour = rows('events-by-hour');
      const hours = Map.groupBy(truth.hours, ({ hour }) => hour);
      assert.deepEqual(
        byHour.map(({ hour, events: some }) => [hour, some]),
        [...hours]
          .map(([hour, some]) => [hour, some.reduce((total, each) => total + each.events, 0)])
          .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
      assert.equal(sum(byHour, 'events'), events);

      const ofDay = rows('devices-of-a-day');
      const truthOfDay = truth.hours.filter(({ hour }) => hour.startsWith('2024-12-28'));
      for (const name of ['events', 'one', 'two', 'three'] as const) {
        assert.equal(
          sum(ofDay, name),
          truthOfDay.reduce((total, hour) => total + hour[name], 0),
        );
      }

      const lastHours = truthOfDay.filter(({ hour }) => hour >= '2024-12-28-20');
      const counted = lastHours.reduce((total, hour) => total + hour.events, 0);
      // each event has a site and a mode
      assert.equal(sum(rows('tags'), 'events'), 2 * counted);
      assert.deepEqual(rows('late-events'), []);
      assert.deepEqual(rows('stored-twice'), []);

      const codes = Map.groupBy(truth.broken, ({ code }) => code);
      assert.deepEqual(
        Object.fromEntries(rows('dead-letters').map(({ code, records }) => [code, records])),
        Object.fromEntries([...codes].map(([code, some]) => [code, some.length])),
      );
      const [late, ...others] = rows('late-events, one more');
      assert.deepEqual([late, others], [{ hour: '2024-12-28-22', events: 1 }, []]);
      assert.deepEqual(
        rows('stored-twice, one more').map(({ copies }) => copies),
        [2],
      );
      assert.equal(queries.size, 6);
    });
  });
});
