import type { FunctionDefinition } from './definition.ts';
import { any, bytes, describe, type Described, optional, required } from './describe.ts';

const network =
  'asks the network for each event, so the same record would not always become the same; look it up before the topic, or after the lake';
const machine =
  'depends on the machine that runs it, so the same record would not always become the same; write the value into the program, or add it by the pipeline’s environment interpolation, which is read once and is part of its fingerprint: "${NAME}"';
const table =
  'reads an enrichment table, which this product does not have; write a small table into the program as an object, and join a large one in the lake';
const secrets = 'reads or writes secrets of an event, which events of this product do not have';

function refuse(
  name: string,
  refused: string,
  parameters: Described['parameters'] = [],
): Described {
  return {
    name,
    summary: `Not supported: it ${refused}.`,
    parameters,
    returns: any,
    fallible: true,
    support: { refused },
  };
}

const value = required('value', bytes, 'What is looked up.');
const key = required('key', bytes, 'The name of the secret.');

/** Functions that are refused by name, with what to do instead. */
export const refusedFunctions: readonly FunctionDefinition[] = [
  ...describe('System', [
    refuse('dns_lookup', network, [value]),
    refuse('reverse_dns', network, [value]),
    refuse('http_request', network, [required('url', bytes, 'The address.')]),
    refuse('get_hostname', machine),
    refuse('get_timezone_name', machine),
  ]),
  ...describe('Event', [
    refuse('get_secret', secrets, [key]),
    refuse('remove_secret', secrets, [key]),
    refuse('set_secret', secrets, [key, required('secret', bytes, 'The secret.')]),
    refuse('set_semantic_meaning', 'is of use to Vector’s own schemas alone; take it out', [
      required('target', any, 'The path.', { isPath: true }),
      required('meaning', bytes, 'The meaning.'),
    ]),
  ]),
  ...describe('Enumerate', [
    refuse('get_enrichment_table_record', table, tableParameters()),
    refuse('find_enrichment_table_records', table, tableParameters()),
  ]),
];

function tableParameters(): Described['parameters'] {
  return [
    required('table', bytes, 'The table.'),
    required('condition', any, 'What to look for.'),
    optional('select', any, 'The columns.'),
    optional('case_sensitive', any, 'Whether capital letters matter.'),
  ];
}
