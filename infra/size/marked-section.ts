/** The lines between which a program writes, and nobody else. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/** The document with that text between its marks. @throws {Error} it has none */
export function withSection(document: string, { begin, end }: Marks, text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`no lines '${begin}' and '${end}'`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
