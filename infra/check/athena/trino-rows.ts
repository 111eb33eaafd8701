interface Page {
  readonly nextUri?: string;
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/**
 * Rows of a statement, as Trino's protocol has them.
 * @param schema of names that have none
 * @throws {Error} with Trino's name of what is wrong
 */
export async function trinoRows(
  url: string,
  statement: string,
  schema: string = 'default',
): Promise<readonly (readonly unknown[])[]> {
  const headers = { 'X-Trino-User': 'sluice', 'X-Trino-Catalog': 'hive', 'X-Trino-Schema': schema };
  const rows: (readonly unknown[])[] = [];
  let response = await fetch(new URL('/v1/statement', url), {
    method: 'POST',
    headers,
    body: statement,
  });
  for (;;) {
    const page = (await response.json()) as Page;
    if (page.error !== undefined) {
      throw new Error(`${page.error.errorName}: ${page.error.message} in ${statement}`);
    }
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return rows;
    response = await fetch(page.nextUri, { headers });
  }
}
