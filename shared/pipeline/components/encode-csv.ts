import type { Column } from '../../encode/columns/column-type.ts';
import { pathStep } from '../../encode/columns/rest.ts';
import type { Faults } from '../faults.ts';
import type { CsvModel } from '../model.ts';
import {
  type Group,
  group,
  nullable,
  type Option,
  optional,
  type Values,
} from '../options/option.ts';
import { flag, text, textList } from '../options/value.ts';
import { registeredColumnsOptions } from './registered-columns.ts';
import type { RegisteredColumnsShape } from './registered-columns-shape.ts';
import { fieldPath } from './s3-values.ts';

/** The types of the options of the codec `csv`. */
export type CsvFileShape = {
  readonly fields: Option<readonly string[] | null>;
  readonly schemaRegistry: Group<RegisteredColumnsShape>;
  readonly delimiter: Option<string>;
  readonly quote: Option<string>;
  readonly header: Option<boolean>;
};

const character = text('one ASCII character, and no line break', /^[\t\x20-\x7e]$/);

/** The options of the codec `csv`. */
export const csvFileOptions: Group<CsvFileShape> = group({
  fields: nullable(textList(fieldPath, 'fields')),
  schemaRegistry: registeredColumnsOptions,
  delimiter: optional(character, ','),
  quote: optional(character, '"'),
  header: optional(flag(), false),
});

/** @param registered columns of a schema that a registry has */
export function csvModel(
  { fields: given, delimiter, quote, header }: Values<CsvFileShape>,
  path: string,
  faults: Faults,
  registered: readonly Column[] | null,
): CsvModel {
  const fields = given ?? registered?.map(({ name }) => pathStep(name)) ?? null;
  if (fields === null && faults.settled(`${path}.fields`, `${path}.schemaRegistry`)) {
    faults.add(`${path}.fields`, 'is missing; give the fields that are columns, in their order');
  }
  if (delimiter === quote && faults.settled(`${path}.delimiter`, `${path}.quote`)) {
    faults.add(`${path}.quote`, 'is the delimiter, too');
  }
  return { codec: 'csv', fields: fields ?? [], delimiter, quote, header };
}
