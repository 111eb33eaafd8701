import { nothing, objectOf } from '../check/kind.ts';
import type { FunctionDefinition } from './definition.ts';
import { bytes, choice, describe, either, required } from './describe.ts';

const known = either(bytes, nothing);
const versioned = objectOf({ family: known, version: known });

/** What reads the names of browsers. */
export const agentFunctions: readonly FunctionDefinition[] = describe('Parse', [
  {
    name: 'parse_user_agent',
    summary:
      'Browser, system and kind of device of a user agent. The modes `reliable` and `enriched`, which look into a list of 2,000 patterns, are not supported yet.',
    parameters: [
      required('value', bytes, 'The user agent.'),
      choice('mode', 'How it is looked up.', ['fast', 'reliable', 'enriched'], 'fast'),
    ],
    returns: objectOf({
      browser: versioned,
      os: versioned,
      device: objectOf({ category: known }),
    }),
    fallible: false,
    check: ({ constants }) =>
      (constants.get('mode') ?? 'fast') === 'fast'
        ? []
        : [{ keyword: 'mode', message: 'only the mode "fast" is supported' }],
  },
]);
