import type { FunctionDefinition } from './definition.ts';
import { any, bytes, describe, type Described, required } from './describe.ts';

const network =
  'asks the network for each event, so the same record would not always become the same; look it up before the topic, or after the lake';
const machine =
  'depends on the machine that runs it, so the same record would not always become the same; write the value into the program, or add it by the pipeline’s environment interpolation, which is read once and is part of its fingerprint: "${NAME}"';
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
];
