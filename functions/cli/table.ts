/** A table for people: text to the left, numbers to the right, the last column as long as it is. */
export function aligned(rows: readonly (readonly string[])[], textColumns: number): string[] {
  const last = (rows[0]?.length ?? 0) - 1;
  const widths = Array.from({ length: last + 1 }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        if (column === last) return cell;
        return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}
