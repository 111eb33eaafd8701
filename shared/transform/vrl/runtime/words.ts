/** Where words end, by the names VRL has for it. A word ends between the two groups. */
const boundaries: ReadonlyMap<string, RegExp> = new Map([
  ['lower_upper', /^(\p{Lowercase})(\p{Uppercase})/u],
  ['upper_lower', /^(\p{Uppercase})(\p{Lowercase})/u],
  ['acronym', /^(\p{Uppercase})(\p{Uppercase}\p{Lowercase})/u],
  ['lower_digit', /^(\p{Lowercase})([0-9])/u],
  ['upper_digit', /^(\p{Uppercase})([0-9])/u],
  ['digit_lower', /^([0-9])(\p{Lowercase})/u],
  ['digit_upper', /^([0-9])(\p{Uppercase})/u],
]);
const usual = [
  'lower_upper',
  'acronym',
  'lower_digit',
  'upper_digit',
  'digit_lower',
  'digit_upper',
];

const separators: ReadonlyMap<string, string> = new Map([
  ['kebab-case', '-'],
  ['snake_case', '_'],
  ['SCREAMING_SNAKE', '_'],
  ['camelCase', ''],
  ['PascalCase', ''],
]);

/** The words of a text: between hyphens, underscores and blanks, and where its case changes. */
export function wordsOf(
  text: string,
  originalCase?: string,
  excluded: readonly string[] = [],
): string[] {
  const separator = separators.get(originalCase ?? '');
  const between = separator ?? '-_ ';
  const changes = separator === undefined || separator === '' ? usual : [];
  const expressions = changes
    .filter((name) => !excluded.includes(name))
    .flatMap((name) => boundaries.get(name) ?? []);
  const words: string[] = [];
  let word = '';
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    if (between.includes(character)) {
      words.push(word);
      word = '';
      continue;
    }
    word += character;
    const here = characters.slice(index, index + 3).join('');
    if (expressions.some((expression) => expression.test(here))) {
      words.push(word);
      word = '';
    }
  }
  words.push(word);
  return words.filter((one) => one !== '');
}

export function capitalized(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}
