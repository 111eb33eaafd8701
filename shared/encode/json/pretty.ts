/** JSON in one line, as it is valid, over several: two blanks a level, numbers as they are written. */
export function prettyJson(text: string): string {
  let pretty = '';
  let indent = '\n';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      indent += '  ';
      pretty += token + indent;
    } else if (token === '}' || token === ']') {
      indent = indent.slice(0, -2);
      pretty += indent + token;
    } else if (token === ',') pretty += token + indent;
    else pretty += token === ':' ? ': ' : token;
  }
  return pretty;
}
