import { nothing } from '../check/kind.ts';
import type { FunctionDefinition } from './definition.ts';
import { any, bytes, choice, describe, integer, optional, required } from './describe.ts';

export const logFunctions: readonly FunctionDefinition[] = describe('Debug', [
  {
    name: 'log',
    summary:
      'Writes a value into the log of this product. The same place logs once in so many seconds; nothing of an event is in the log but what is given here.',
    parameters: [
      required('value', any, 'What is logged.'),
      choice('level', 'How much it matters.', ['trace', 'debug', 'info', 'warn', 'error'], 'info'),
      optional('rate_limit_secs', integer, 'Seconds until this place logs again.', 1),
    ],
    returns: nothing,
    fallible: false,
    support: 'epoch',
  },
]);

/** What a program may ask of where it runs. */
export const systemFunctions: readonly FunctionDefinition[] = describe('System', [
  {
    name: 'get_env_var',
    summary:
      'The value of a variable of the environment, as it was when the process began. The name is written in the program; the value is part of the fingerprint of the pipeline, so processes of one group should have the same.',
    parameters: [{ ...required('name', bytes, 'The name of the variable.'), isConstant: true }],
    returns: bytes,
    fallible: true,
    support: 'epoch',
  },
]);
