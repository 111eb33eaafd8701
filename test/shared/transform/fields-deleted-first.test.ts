import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { del, encodeJson, rename } from 'sluice';
import type { RemapFunction } from '../../../shared/transform/model.ts';
import { observeProgram } from '../../../shared/transform/record-operations.ts';

let calls = 0;

const programs: readonly [string, RemapFunction, readonly string[]][] = [
  [
    'up to the first look at the event',
    (event) => {
      del(event, 'topic');
      event['added'] = 1;
      del(event, 'offset');
      event['sum'] = Number(event['a']) + 1;
      del(event, 'headers');
    },
    ['topic', 'offset'],
  ],
  [
    'all, of a program that looks at nothing',
    (event) => {
      del(event, 'topic');
      return encodeJson(event);
    },
    ['topic'],
  ],
  [
    'none, where it looks at once',
    (event) => {
      if (event['a'] === 1) del(event, 'topic');
    },
    [],
  ],
  [
    'none after a look that fails, though the failure is swallowed',
    (event) => {
      try {
        rename(event, 'a', 'b');
      } catch {
        // goes on
      }
      del(event, 'topic');
    },
    [],
  ],
  [
    'none, where the context decides',
    (event, { partition }) => {
      if (partition === 1) del(event, 'topic');
    },
    [],
  ],
  [
    'as far as two runs agree, of a program that is not pure',
    (event) => {
      del(event, 'topic');
      del(event, calls++ % 2 === 0 ? 'offset' : 'partition');
      del(event, 'headers');
    },
    ['topic'],
  ],
  [
    'none of nested fields',
    (event) => {
      del(event, 'a.b');
      del(event, 'topic');
    },
    [],
  ],
];

describe('the fields that a program deletes before it looks', () => {
  for (const [name, program, expected] of programs) {
    it(name, () => {
      assert.deepEqual(observeProgram(program).deletedFirst, expected);
    });
  }
});

const lists: readonly [what: string, program: RemapFunction, expected: boolean][] = [
  ['a copy', (event) => ({ ...event, site: 'unknown' }), true],
  ['the names', (event) => void (event['fields'] = Object.keys(event).length), true],
  ['JSON by itself', (event) => JSON.stringify({ event }), true],
  ['one field, then a copy', (event) => (event['a'] === 1 ? { ...event } : event), false],
  ['nothing', (event) => del(event, 'topic'), false],
];

describe('whether the first thing that a program looks at are all names', () => {
  for (const [name, program, expected] of lists) {
    it(name, () => {
      assert.equal(observeProgram(program).listsFirst, expected);
    });
  }
});
