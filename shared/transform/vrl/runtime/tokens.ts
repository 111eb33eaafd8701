const blanks = /^[ \t]+/;
/** In brackets, in quotes, or up to a blank, a bracket or a quote. */
const kinds = [/^\[((?:[^\]\\]|\\[\]\\])*)\]/, /^"((?:[^"\\]|\\["\\])*)"/, /^([^ \t["]+)/];

/** Cuts a line of a log into its tokens. What is no token, such as a bracket that stays open, is one with all behind. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = kinds.map((kind) => kind.exec(rest)).find((one) => one !== null);
    const [whole = rest, token = rest] = match ?? [];
    tokens.push(token);
    rest = rest.slice(whole.length).replace(blanks, '');
  }
  return tokens;
}
