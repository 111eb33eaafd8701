import { arrayOf } from '../check/kind.ts';
import type { TableData } from '../runtime/tables/table.ts';
import type { Call, CallFault, FunctionDefinition, Preparation } from './definition.ts';
import { anyArray, anyObject, boolean, bytes, describe, optional, required } from './describe.ts';

/** Tables of a configuration. */
export interface EnrichmentTables {
  /** In the order of the alphabet. */
  readonly names: readonly string[];
  /** Null for one that could not be read, which is told elsewhere. */
  readonly find: (name: string) => TableData | null;
}

export const noTables: EnrichmentTables = { names: [], find: () => null };

/** How what looks rows up is written; a package holds the rows of those tables that its programs name. */
export function tableFunctions(tables: EnrichmentTables): readonly FunctionDefinition[] {
  const nameIn = ({ constants }: Call): string => {
    const name = constants.get('table');
    return typeof name === 'string' ? name : '';
  };
  const parameters = [
    required('table', bytes, 'The table: a constant.', {
      isConstant: true,
      ...(tables.names.length === 0 ? {} : { oneOf: tables.names }),
    }),
    required(
      'condition',
      anyObject,
      'What columns have to be, written as an object: a value of the same type, or `{ "from": …, "to": … }` with timestamps, or one of the two. All have to match.',
      { literal: 'object', mayChange: true },
    ),
    optional('select', anyArray, 'The columns of the result; left out: all.'),
    optional('case_sensitive', boolean, 'Whether capital letters matter.', true, {
      isConstant: true,
    }),
    optional(
      'wildcard',
      bytes,
      'A text in a row that goes for any value, where no row has the values themselves.',
    ),
  ];
  const common = {
    parameters,
    fallible: true,
    compileConstants: (call: Call): ReadonlyMap<string, never> | CallFault => {
      return faultOf(tables, nameIn(call), call) ?? new Map<string, never>();
    },
    prepare: (call: Call): Preparation => ({
      name: 'enrichmentTable',
      module: 'tables/table',
      data: tables.find(nameIn(call)) ?? { digest: '', headers: [], rows: [] },
    }),
  };
  return describe('Enumerate', [
    {
      name: 'find_enrichment_table_records',
      summary:
        'All rows of an enrichment table that match. Tables are in `enrichment_tables` of a configuration of Vector’s, and are read when it is built.',
      returns: arrayOf(anyObject),
      ...common,
    },
    {
      name: 'get_enrichment_table_record',
      summary:
        'The row of an enrichment table that matches; fails where none does, or more than one. Tables are in `enrichment_tables` of a configuration of Vector’s, and are read when it is built.',
      returns: anyObject,
      ...common,
    },
  ]);
}

function faultOf(tables: EnrichmentTables, name: string, { kinds }: Call): CallFault | null {
  if (tables.names.length === 0) {
    return {
      code: 111,
      message: 'enrichment tables not loaded',
      label:
        'there are no tables here: they are in `enrichment_tables` of a configuration of Vector’s',
    };
  }
  const headers = tables.find(name)?.headers;
  const asked = [...(kinds.get('condition')?.fields?.known.keys() ?? [])];
  const missing = headers === undefined ? [] : asked.filter((one) => !headers.includes(one));
  if (headers === undefined || missing.length === 0) return null;
  return {
    code: 0,
    message: `field(s) '${missing.join(', ')}' missing from dataset`,
    label: `the table '${name}' has: ${headers.join(', ')}`,
  };
}
