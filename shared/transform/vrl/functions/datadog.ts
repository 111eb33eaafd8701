import type { FunctionDefinition } from './definition.ts';
import { preparedQuery } from './datadog/prepared-query.ts';
import { anyObject, boolean, bytes, describe, required } from './describe.ts';

/** Of Datadog’s own languages. */
export const datadogFunctions: readonly FunctionDefinition[] = describe('Object', [
  {
    name: 'match_datadog_query',
    summary: 'Whether an object is found by a query of Datadog’s search.',
    parameters: [
      required('value', anyObject, 'The object.', { ofOtherKind: 'taken' }),
      required('query', bytes, 'The query.', { isConstant: true }),
    ],
    returns: boolean,
    fallible: false,
    compileConstants: preparedQuery,
  },
]);
