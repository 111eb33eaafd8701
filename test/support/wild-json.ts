import * as fc from 'fast-check';

/** Keys that a scanner under test watches for. */
export const watchedNames: readonly string[] = ['message_key', 'timestamp', 'ключ', ''];

export const spaces: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(' ', '\n', '\t', '\r'),
  maxLength: 2,
});

const wild = fc.letrec<{ value: string; object: string }>((tie) => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.stringMatching(/^-?(0|[1-9]\d{0,19})(\.\d{1,18})?([eE][+-]?\d{1,3})?$/),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).map((raw) => JSON.stringify(raw)),
    fc.stringMatching(/^"([a-z{}[\]:, ]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|é|😀)*"$/),
    fc.constantFrom(
      ...watchedNames.map((name) => JSON.stringify(name)),
      String.raw`"messag\u0065_key"`,
    ),
  );
  const list = (item: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> =>
    fc
      .tuple(
        spaces,
        fc.array(
          fc.tuple(spaces, item, spaces).map((p) => p.join('')),
          { maxLength: 4 },
        ),
      )
      .map(([space, items]) => open + (items.length === 0 ? space : items.join(',')) + close);
  const member = fc
    .tuple(text, spaces, spaces, tie('value'))
    .map(([k, a, b, v]) => `${k}${a}:${b}${v}`);
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      number,
      fc.constantFrom('true', 'false', 'null'),
      list(tie('value'), '[', ']'),
      tie('object'),
    ),
    object: list(member, '{', '}'),
  };
});

/** Objects such as JSON.stringify never writes: white space anywhere, odd numbers, escapes, duplicate keys. */
export const wildObject: fc.Arbitrary<string> = wild.object;
/** The same for any value. */
export const wildValue: fc.Arbitrary<string> = wild.value;
