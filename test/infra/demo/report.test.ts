import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatReport } from '../../../infra/demo/report.ts';
import type { DemoReport } from '../../../infra/demo/report.ts';

const report: DemoReport = {
  figures: {
    produced: 1_000_000,
    stored: 999_990,
    deadLettered: 10,
    missing: 0,
    duplicated: 0,
    objects: 92,
    bytesIn: 204_157_021,
    bytesOut: 261_156_107,
    eventsPerSecond: 226_035,
    cpuMicrosPerEvent: 2.5,
    peakRssMb: 217,
  },
  measured: 'by the kernel',
  deadLetterObjects: 9,
  faults: [],
  findings: ['every event once'],
  sample: {
    query: 'SELECT device_name, count(*) AS events\nFROM devices',
    rows: [
      { device_name: 'device_a', events: 6545 },
      { device_name: 'device_b', events: 71 },
    ],
  },
};

it('the report lines numbers up on the right, and ends with the query and its rows', () => {
  assert.equal(
    formatReport(report),
    `
  produced            1,000,000  records, 10 of them broken
  stored                999,990  events
  dead-lettered              10  in 9 objects
  missing                     0
  duplicated                  0
  objects                    92
  bytes in          204,157,021  keys and values
  bytes out         261,156,107  objects as stored
  events a second       226,035  from the start of the process to its end
  CPU an event             2.50  µs, user and system, by the kernel
  peak memory               217  MB, by the kernel

Checked with DuckDB and Kafka:

  every event once

By device and hour, as Athena would be asked:

  SELECT device_name, count(*) AS events
  FROM devices

  device_name   events
  ───────────   ──────
  device_a       6,545
  device_b          71

`,
  );
});

it('a run of the function tells its invocations and what was done to it', () => {
  const counts = { invocations: 1_234, retries: 60, grown: 4, bisected: 0 };
  const faults = { crashed: 15, answersLost: 14, throttled: 13, partitionsReported: 12 };
  const figures = { ...report.figures, ...counts, ...faults };
  const lines = formatReport({ ...report, figures }).split('\n');
  assert.deepEqual(
    lines.filter((line) => /invocations|retries/.test(line)),
    [
      '  invocations             1,234',
      '  retries                    60  15 crashed, 14 answers lost, 13 throttled, 12 partitions reported; 4 grown',
    ],
  );
  const bisected = formatReport({ ...report, figures: { ...figures, bisected: 7 } });
  assert.match(bisected, /4 grown, 7 times cut in two$/m);
});

it('where something is wrong, nothing is said to be right', () => {
  const text = formatReport({ ...report, faults: ['1 of 1,000,000 records is missing'] });
  assert.doesNotMatch(text, /Checked|every event once|SELECT/);
  assert.match(text, /peak memory/);
});
