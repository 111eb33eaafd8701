import type { Event } from '../../transform/model.ts';
import { type Column, type ColumnType, hasKind } from './column-type.ts';
import { Inference } from './infer.ts';
import { eachEvent, type HeldLines, type TakeEvent } from './ndjson-events.ts';
import type { RestRules } from './rest.ts';

/** Lines up to here are parsed once where their columns follow from them: as objects they take some times as much. */
const keptBytes = 16 * 1024 ** 2;

/** The columns of a file, and a way to its events. */
interface Plan {
  readonly columns: readonly Column[];
  readonly rest: RestRules;
  /** Goes through the events. */
  readonly each: (take: TakeEvent) => void;
}

/** The columns that are given, or those that the events of the object need. */
export function planColumns(
  lines: HeldLines,
  { columns, rest }: { readonly columns: readonly Column[] | null; readonly rest: RestRules },
): Plan {
  if (columns === null) return inferredPlan(lines);
  const has = (kind: ColumnType['kind']): boolean =>
    columns.some(({ type }) => hasKind(type, kind));
  const exact = has('json') ? 'text' : has('decimal') ? 'decimals' : 'values';
  const each = (take: TakeEvent): void => eachEvent(lines, exact, take);
  return { columns, rest, each };
}

function inferredPlan(lines: HeldLines): Plan {
  const inference = new Inference();
  const kept: { readonly event: Event; readonly lineBytes: number }[] = [];
  let bytes = 0;
  eachEvent(lines, 'values', (event, lineBytes) => {
    inference.observe(event);
    bytes += lineBytes;
    if (bytes <= keptBytes) kept.push({ event, lineBytes });
    else kept.length = 0;
  });
  const each = (take: TakeEvent): void => {
    if (bytes > keptBytes) eachEvent(lines, 'values', take);
    else for (const { event, lineBytes } of kept) take(event, lineBytes);
  };
  const { columns, rest } = inference.columns();
  return { columns, rest: { column: rest, unknownFields: rest }, each };
}
