import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { derive, given, tiered } from '../../../infra/compare/model/figure.ts';
import { compileFormula } from '../../../infra/compare/model/formula.ts';

describe('a formula', () => {
  for (const [text, value] of [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 3 - 2', 3],
    ['8 / 4 / 2', 1],
    ['ceil(a / 2) * b', 4],
    ['max(1, a, 2) - min(b, 5)', 1],
    ['1e-3 * 1000', 1],
    // the last bits of a float are no further task
    ['ceil(0.1 * 3 / 0.1)', 3],
  ] as const) {
    it(`${text} is ${value}`, () => assert.equal(compileFormula(text)({ a: 3, b: 2 }), value));
  }

  for (const text of ['', '1 +', '(1', '1 2', 'a $ b', 'sin(1)', '* 2', '1 = 1']) {
    it(`'${text}' is none`, () => assert.throws(() => compileFormula(text), /no formula/));
  }

  it('does not take a name for nothing', () => {
    assert.throws(() => compileFormula('a * missing')({ a: 1 }), /'missing' is not given/);
  });

  it('is what JavaScript says, whatever its shape', () => {
    const leaf = fc.oneof(fc.integer({ min: 0, max: 99 }).map(String), fc.constantFrom('a', 'b'));
    const { sum } = fc.letrec<{ sum: string; part: string }>((tie) => ({
      part: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('sum').map((text) => `(${text})`),
      ),
      sum: fc
        .tuple(
          tie('part'),
          fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), tie('part')), { maxLength: 4 }),
        )
        .map(([first, rest]) => [first, ...rest.flat()].join(' ')),
    }));
    fc.assert(
      fc.property(sum, (text) => {
        const expected = runInNewContext(text, { a: 7, b: 0.5 }) as number;
        assert.equal(compileFormula(text)({ a: 7, b: 0.5 }), expected);
      }),
    );
  });
});

describe('a figure', () => {
  const number = (value: number | null, estimated = false) =>
    given({ name: `n${value}`, unit: '', value, origin: 'asked', source: '', estimated });

  it('that is made of what is not known is not known, and says what that is', () => {
    const inner = derive('inner', '', 'a + b', { a: number(1), b: number(null) });
    const { value, missing } = derive('outer', '', 'inner * c', { inner, c: number(2) });
    assert.deepEqual([value, missing], [null, ['nnull']]);
  });

  it('that is made of an estimate is one', () => {
    const inner = derive('inner', '', 'a', { a: number(1, true) });
    assert.equal(derive('outer', '', 'inner', { inner }).estimated, true);
    assert.equal(derive('outer', '', 'a', { a: number(1) }).estimated, false);
  });

  for (const [quantity, sum] of [
    [5, 50],
    [10, 100],
    [25, 10 * 10 + 10 * 5 + 5 * 1],
  ] as const) {
    it(`at a price that falls after 10 and 20: ${quantity} cost ${sum}`, () => {
      const tiers = [
        { upTo: number(10), price: number(10) },
        { upTo: number(20), price: number(5) },
        { upTo: null, price: number(1) },
      ];
      assert.equal(tiered('bill', number(quantity), tiers).value, sum);
    });
  }

  it('does not ask for the price of a tier that it does not come to', () => {
    const tiers = [
      { upTo: number(10), price: number(10) },
      { upTo: null, price: number(null) },
    ];
    assert.equal(tiered('bill', number(9), tiers).value, 90);
    assert.equal(tiered('bill', number(11), tiers).value, null);
  });
});
