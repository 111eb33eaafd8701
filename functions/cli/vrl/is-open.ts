/**
 * Whether a program cannot be at its end yet, because a bracket or a string is open: whoever types it goes on in the next
 * line. What else is wrong with it is for the compiler to say.
 */
export function isOpen(source: string): boolean {
  let depth = 0;
  let rest = source;
  while (rest !== '') {
    const [text = ''] = comment.exec(rest) ?? literal.exec(rest) ?? single.exec(rest) ?? [];
    if (startsLiteral.test(text)) {
      if (!closed.test(text)) return true;
    } else if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
    rest = rest.slice(text.length);
  }
  return depth > 0;
}

const comment = /^#[^\n]*/;
// a name before a quote is no prefix: s'…' begins a string, as'…' does not
const literal = /^(?:"(?:[^"\\]|\\[\s\S])*"?|[rst]'(?:[^'\\]|\\[\s\S])*'?|[A-Za-z_@]\w*)/;
const single = /^[\s\S]/;
const closed = /^(?:"(?:[^"\\]|\\[\s\S])*"|[rst]'(?:[^'\\]|\\[\s\S])*')$/;
const startsLiteral = /^(?:"|[rst]')/;
