import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** The queries of a Grafana dashboard as recording rules, which promtool can check; Grafana's variables get a value. */
export async function dashboardRules(path: string): Promise<string> {
  const { panels } = JSON.parse(await readFile(path, 'utf8')) as Dashboard;
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const rules = queries.map((expr, index) => ({
    record: `dashboard:query_${index}`,
    expr: withoutVariables(expr),
  }));
  return stringify({ groups: [{ name: 'dashboard', rules }] });
}

function withoutVariables(expr: string): string {
  return expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');
}
