import { nothing } from '../check/kind.ts';
import type { FunctionDefinition } from './definition.ts';
import { any, choice, describe, integer, optional, required } from './describe.ts';

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
