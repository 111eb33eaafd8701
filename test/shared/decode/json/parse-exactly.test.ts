import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseExactly } from '../../../../shared/decode/json/parse-exactly.ts';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import { wildObject } from '../../../support/wild-json.ts';

test('it gives what JSON.parse gives, with numbers as they were written', () => {
  fc.assert(
    fc.property(wildObject, (text) => {
      const bytes = Buffer.from(` ${text} `);
      const got = parseExactly(bytes, 0);
      const expected = parseObject(bytes, 0, bytes.length, true);
      assert.deepEqual(got, expected);
      assert.equal(JSON.stringify(got), JSON.stringify(expected));
    }),
    { numRuns: 3000 },
  );
});
