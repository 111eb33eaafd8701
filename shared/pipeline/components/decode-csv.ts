import { createCsvCodec } from '../../decode/csv/csv-codec.ts';
import type { CsvType } from '../../decode/csv/csv-options.ts';
import type { MessagesModel } from '../messages.ts';
import {
  group,
  nullable,
  optional,
  type Group,
  type Option,
  type Values,
} from '../options/option.ts';
import { isPlainObject } from '../options/read-options.ts';
import { custom, flag, text, textList, type ValueType } from '../options/value.ts';
import type { DecodingContext } from './decode-schema.ts';

/** The types of the options of the codec `csv`. */
export type CsvShape = {
  readonly columns: Option<readonly string[] | null>;
  readonly types: Option<Readonly<Record<string, CsvType>>>;
  readonly delimiter: Option<string>;
  readonly quote: Option<string>;
  readonly emptyAsNull: Option<boolean>;
};

const columnTypes: readonly CsvType[] = ['string', 'number', 'boolean'];

const types: ValueType<Readonly<Record<string, CsvType>>> = custom(
  `columns by name, each with its type: 'string', 'number' or 'boolean'`,
  (raw) => {
    if (!isPlainObject(raw)) return null;
    const wrong = Object.entries(raw).find(([, type]) => !columnTypes.includes(type as CsvType));
    if (wrong !== undefined) return { why: `the type of '${wrong[0]}' is none of them` };
    return { value: raw as Readonly<Record<string, CsvType>> };
  },
);

const character = text('one character, and no line break', /^[^\r\n\0]$/u);

/** The options of the codec `csv`. */
export const csvOptions: Group<CsvShape> = group({
  columns: nullable(textList(text('a name'), 'names')),
  types: optional(types, {}),
  delimiter: optional(character, ','),
  quote: optional(character, '"'),
  emptyAsNull: optional(flag(), true),
});

/** Null where there are no columns, with every fault told. */
export function readCsv(
  { columns, types: typeOf, delimiter, quote, emptyAsNull }: Values<CsvShape>,
  path: string,
  { faults }: DecodingContext,
): MessagesModel | null {
  if (columns === null && faults.settled(`${path}.columns`)) {
    faults.add(`${path}.columns`, 'is missing; give the names of the columns, in their order');
  }
  if (delimiter === quote && faults.settled(`${path}.delimiter`, `${path}.quote`)) {
    faults.add(`${path}.quote`, 'is the delimiter, too');
  }
  if (columns === null) return null;
  for (const name of Object.keys(typeOf)) {
    if (!columns.includes(name) && faults.settled(`${path}.columns`)) {
      faults.add(`${path}.types`, `'${name}' is no column`);
    }
  }
  const options = {
    columns: columns.map((name) => ({ name, type: typeOf[name] ?? ('string' as const) })),
    delimiter,
    quote,
    emptyAsNull,
  };
  return {
    options,
    digest: JSON.stringify(options),
    fields: columns,
    columns: null,
    failure: 'NOT_CSV',
    createCodec: () => createCsvCodec(options),
  };
}
