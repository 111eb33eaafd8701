import type { Row } from './check/sql.ts';
import type { Sample } from './check/sample-query.ts';

/** What one run came to. The names are those of `--json`, which other tools read: add, never rename. */
interface DemoFigures {
  /** Records written to the topic, the broken ones included. */
  readonly produced: number;
  readonly stored: number;
  readonly deadLettered: number;
  readonly missing: number;
  readonly duplicated: number;
  /** Objects with events; dead letters have their own. */
  readonly objects: number;
  /** Bytes of the records' keys and values. */
  readonly bytesIn: number;
  /** Bytes of these objects as they are stored. */
  readonly bytesOut: number;
  /** Over the whole life of the process, its start and end included. */
  readonly eventsPerSecond: number;
  /** User and system time of the whole process, divided by the events. */
  readonly cpuMicrosPerEvent: number;
  /** Highest resident set, in 10^6 bytes; of functions that of the largest. */
  readonly peakRssMb: number;
  /** With --handler: how often the functions were invoked, how often that was a batch again, and why. */
  readonly invocations?: number;
  readonly retries?: number;
  readonly grown?: number;
  readonly bisected?: number;
  readonly crashed?: number;
  readonly answersLost?: number;
  readonly throttled?: number;
  readonly partitionsReported?: number;
}

export interface DemoReport {
  readonly figures: DemoFigures;
  readonly measured: 'by the kernel' | 'by its own metrics';
  readonly deadLetterObjects: number;
  /** What is wrong, a sentence each; empty when all is well. */
  readonly faults: readonly string[];
  /** What was found right, a sentence each. */
  readonly findings: readonly string[];
  readonly sample: Sample | null;
}

/** The one table of the demo, what was checked, and the sample query, for a person. */
export function formatReport(report: DemoReport): string {
  const { figures, faults, findings, sample } = report;
  const rows: [string, string, string][] = [
    ['produced', grouped(figures.produced), 'records, 10 of them broken'],
    ['stored', grouped(figures.stored), 'events'],
    ['dead-lettered', grouped(figures.deadLettered), `in ${report.deadLetterObjects} objects`],
    ['missing', grouped(figures.missing), ''],
    ['duplicated', grouped(figures.duplicated), ''],
    ['objects', grouped(figures.objects), ''],
    ['bytes in', grouped(figures.bytesIn), 'keys and values'],
    ['bytes out', grouped(figures.bytesOut), 'objects as stored'],
    [
      'events a second',
      grouped(figures.eventsPerSecond),
      'from the start of the process to its end',
    ],
    [
      'CPU an event',
      figures.cpuMicrosPerEvent.toFixed(2),
      `µs, user and system, ${report.measured}`,
    ],
    ['peak memory', figures.peakRssMb.toFixed(0), `MB, ${report.measured}`],
    ...handlerRows(figures),
  ];
  const width = Math.max(...rows.map(([, value]) => value.length));
  const table = rows.map(([name, value, note]) =>
    `  ${name.padEnd(16)}  ${value.padStart(width)}  ${note}`.trimEnd(),
  );
  const checks = faults.length === 0 ? findings : [];
  return [
    '',
    ...table,
    ...(checks.length === 0
      ? []
      : ['', 'Checked with DuckDB and Kafka:', '', ...checks.map((line) => `  ${line}`)]),
    ...(sample === null || faults.length > 0 ? [] : ['', ...formatSample(sample)]),
    '',
    '',
  ].join('\n');
}

function handlerRows(figures: DemoFigures): [string, string, string][] {
  const { invocations, retries, grown, bisected = 0 } = figures;
  if (invocations === undefined) return [];
  const { crashed, answersLost, throttled, partitionsReported } = figures;
  const cut = bisected === 0 ? '' : `, ${bisected} times cut in two`;
  return [
    ['invocations', grouped(invocations), ''],
    [
      'retries',
      grouped(retries ?? 0),
      `${crashed} crashed, ${answersLost} answers lost, ${throttled} throttled, ${partitionsReported} partitions reported; ${grown} grown${cut}`,
    ],
  ];
}

function formatSample({ query, rows }: Sample): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => cellOf(row, name)));
  const widths = names.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (values: readonly string[]): string =>
    `  ${values.map((value, column) => align(value, widths[column] ?? 0, rows[0]?.[names[column] ?? ''])).join('   ')}`.trimEnd();
  return [
    'By device and hour, as Athena would be asked:',
    '',
    ...query.split('\n').map((text) => `  ${text}`),
    '',
    line(names),
    `  ${widths.map((width) => '─'.repeat(width)).join('   ')}`,
    ...cells.map(line),
  ];
}

function cellOf(row: Row, name: string): string {
  const value = row[name] ?? null;
  if (typeof value !== 'number') return String(value);
  return name === 'temperature' ? value.toFixed(2) : grouped(value);
}

function align(text: string, width: number, like: Row[string] | undefined): string {
  return typeof like === 'number' ? text.padStart(width) : text.padEnd(width);
}

/** Whole, with commas. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
