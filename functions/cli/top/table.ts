import { aligned } from '../table.ts';
import type { Flow, Snapshot } from './snapshot.ts';

// what tells of trouble stands before the bytes: a narrow terminal cuts the last columns off
const headings = [
  'ID',
  'Kind',
  'Type',
  'Events In',
  'Events Out',
  'Errors',
  'Lag',
  'Bytes In',
  'Bytes Out',
];

/** A line a component and one for each output that has a name, for people: totals, and in brackets how many a second. */
export function tableOf({ components }: Snapshot, isHuman: boolean): readonly string[] {
  const number = isHuman ? short : grouped;
  const flow = (of: Flow | null): string => {
    if (of === null) return '-';
    const { perSecond, total } = of;
    return perSecond === null ? number(total) : `${number(total)} (${number(perSecond)}/s)`;
  };
  const rows = components.flatMap(({ errors, lag, ...one }) => [
    [
      one.component,
      one.kind,
      one.type,
      flow(one.eventsIn),
      flow(one.eventsOut),
      flow(errors),
      lag === null ? '-' : number(lag),
      flow(one.bytesIn),
      flow(one.bytesOut),
    ],
    ...one.outputs.map(({ eventsOut, output }) => [
      `  .${output}`,
      '',
      '',
      '',
      flow(eventsOut),
      '',
      '',
      '',
      '',
    ]),
  ]);
  // the last column of a table is as long as it is: an empty one behind it keeps numbers to the right
  return aligned(
    [headings, ...rows].map((row) => [...row, '']),
    3,
  ).map((line) => line.trimEnd());
}

/** What is of the process as a whole. */
export function processLine({ heldBytes, openObjects }: Snapshot): string {
  return `${short(heldBytes)}B held, ${grouped(openObjects)} open objects`;
}

function grouped(value: number): string {
  const digits = value < 10 && !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function short(value: number): string {
  for (const [unit, size] of units) {
    if (value >= size) return `${(value / size).toFixed(value >= 100 * size ? 0 : 1)}${unit}`;
  }
  return grouped(value);
}

const units = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;
