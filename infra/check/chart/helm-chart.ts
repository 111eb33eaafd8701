import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../local/run-tool.ts';
import { findGoTool, helm } from '../../tools/go-tool.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const valuesFolder = join(root, 'test', 'infra', 'chart', 'values');

/** The oldest Kubernetes that every feature of the chart works on. */
export const kubernetes = '1.35.0';
/** Besides: the oldest that the chart is for, and the newest that the schemas know. */
export const kubernetesVersions: readonly string[] = ['1.27.0', kubernetes, '1.37.0'];

export interface Rendered {
  /** YAML; null where it was refused. */
  readonly text: string | null;
  /** What helm said, where it refused. */
  readonly refusal: string;
}

/** The matrix of values, by file name. */
export async function valuesFiles(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(valuesFolder)).toSorted();
  return new Map(files.map((file) => [file, join(valuesFolder, file)]));
}

/** @param overrides as `--set-json` takes them */
export async function renderChart(
  say: (line: string) => void,
  values: string,
  { version = kubernetes, overrides = [] }: RenderOptions = {},
): Promise<Rendered> {
  const lines: string[] = [];
  const settings = overrides.flatMap((each) => ['--set-json', each]);
  const where = ['--namespace', 'data', '--kube-version', version];
  const { exitCode, lastLines } = await runHelm(
    say,
    ['template', 'release', 'CHART', '--values', values, ...where, ...settings],
    (line) => lines.push(line),
  );
  if (exitCode === 0) return { text: `${lines.join('\n')}\n`, refusal: '' };
  return { text: null, refusal: lastLines.join('\n') };
}

interface RenderOptions {
  readonly version?: string;
  readonly overrides?: readonly string[];
}

/** @param args with `CHART` where the chart's folder belongs */
export async function runHelm(
  say: (line: string) => void,
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<Awaited<ReturnType<typeof runTool>>> {
  const program = await findGoTool(helm, say);
  const chart = join(root, 'infra', 'chart');
  return runTool(
    program,
    args.map((arg) => (arg === 'CHART' ? chart : arg)),
    { onLine },
  );
}
