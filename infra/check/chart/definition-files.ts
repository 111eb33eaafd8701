import { join } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import { runTool } from '../../local/run-tool.ts';

/** Where the definitions are: in the sources of those who make them, as Go's module proxy has them. */
const definitions = [
  {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    files: ['config/crd/bases/keda.sh_scaledobjects.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
  },
];

/**
 * Files with the CustomResourceDefinitions that the chart's objects need: ScaledObject, ServiceMonitor, PrometheusRule.
 * @throws {SluiceError} ENGINES_UNAVAILABLE without Go
 */
export async function definitionFiles(): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { module, files } of definitions) {
    const folder = await moduleFolder(module);
    paths.push(...files.map((file) => join(folder, file)));
  }
  return paths;
}

async function moduleFolder(module: string): Promise<string> {
  const lines: string[] = [];
  const { exitCode, missing, lastLines } = await runTool(
    'go',
    ['mod', 'download', '-json', module],
    {
      onLine: (line) => lines.push(line),
    },
  );
  if (exitCode === 0) return (JSON.parse(lines.join('\n')) as { readonly Dir: string }).Dir;
  const why = missing ? 'there is no go on the path' : lastLines.slice(-2).join(' / ');
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `the definitions of ScaledObject, ServiceMonitor and PrometheusRule come from ${module}: ${why}\nInstall Go 1.25 or newer (go.dev/dl).`,
  );
}
