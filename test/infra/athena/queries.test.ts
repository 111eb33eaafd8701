import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeDuckTable } from '../../../infra/check/athena/duck-table.ts';
import { athenaQueries, tablesOver } from '../../../infra/check/athena/run-queries.ts';
import { openSql, type Row } from '../../../infra/demo/check/sql.ts';
import { withDemoLake } from '../../support/demo-lake.ts';

const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

describe('the queries of infra/athena, on the demo’s events by the table of sluice ddl', () => {
  it('say what the truth says', async () => {
    const answers = new Map<string, readonly Row[]>();
    const queries = await athenaQueries();
    await withDemoLake({ count: 20_000 }, async ({ folder: lake, truth, data, read, write }) => {
      const sql = await openSql();
      try {
        for (const table of await tablesOver('lake')) await makeDuckTable(sql, table, lake);
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
