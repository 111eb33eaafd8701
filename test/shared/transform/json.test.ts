import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isRawNumber, rawNumber } from '../../../shared/raw-json.ts';
import { encodeJson } from '../../../shared/transform/encode-json.ts';
import type { EventValue } from '../../../shared/transform/model.ts';
import { parseJson } from '../../../shared/transform/parse.ts';
import { outcome } from '../../support/fallible-outcome.ts';

describe('JSON', () => {
  const exact = [
    '1.0',
    '0.1000',
    '9007199254740993',
    '1e400',
    '-0',
    '1E2',
    '-1.50',
    '12345678901234567890.12',
  ];
  for (const number of exact) {
    it(`keeps ${number} as it was written`, () => {
      const text = `{"a":[${number},1,"${number}"],"b":${number}}`;
      const value = parseJson(text).orReject() as Record<string, EventValue>;
      assert.ok(isRawNumber(value['b']));
      assert.equal(encodeJson(value), text);
    });
  }

  it('gives plain numbers where nothing is lost', () => {
    assert.deepEqual(
      parseJson('[1,-5,1.5,0,9007199254740991]').orReject(),
      [1, -5, 1.5, 0, 9007199254740991],
    );
  });

  it('comes out as it went in, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
        (json, number) => {
          const text = `[${JSON.stringify(JSON.parse(json))},${number}]`;
          assert.equal(encodeJson(parseJson(text).orReject()), text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('fails without quoting the text', () => {
    assert.equal(
      outcome(parseJson('{"pa55word"')),
      'failed: parseJson: expected JSON text, got other text',
    );
    assert.equal(outcome(parseJson(1)), 'failed: parseJson: expected JSON text, got an integer');
  });

  it('is written with bigints, dates and exact numbers', () => {
    const value = {
      a: 2n ** 64n,
      b: new Date(0),
      c: rawNumber('1.0'),
      d: undefined,
      e: [undefined],
    };
    assert.equal(
      encodeJson(value),
      '{"a":18446744073709551616,"b":"1970-01-01T00:00:00.000Z","c":1.0,"e":[null]}',
    );
    assert.equal(encodeJson(undefined), 'null');
    assert.equal(encodeJson(5n), '5');
  });

  it('is not made of circles', () => {
    const circle: EventValue[] = [1n];
    circle.push(circle, circle);
    assert.throws(() => encodeJson(circle), TypeError);
  });
});
