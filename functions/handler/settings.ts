import { SluiceError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';

/** What belongs to the deployment, not to the pipeline: it has to fit the event source mapping. */
export interface HandlerSettings {
  /** Whether the mapping has `FunctionResponseTypes: [ReportBatchItemFailures]`. */
  readonly reportsItems: boolean;
  /** Namespace of the metrics in CloudWatch; null: none are written. */
  readonly metricsNamespace: string | null;
}

const itemsVariable = 'SLUICE_REPORT_BATCH_ITEM_FAILURES';
const disabledVariable = 'POWERTOOLS_METRICS_DISABLED';

/** @throws {SluiceError} CONFIG_INVALID with all that is wrong */
export function readSettings(env: Environment): HandlerSettings {
  const faults: string[] = [];
  const flag = (name: string): boolean => {
    const text = env[name] ?? '';
    if (text !== '' && text !== 'true' && text !== 'false') {
      faults.push(`${name}: got '${text}'; allowed: true or false`);
    }
    return text === 'true';
  };
  const reportsItems = flag(itemsVariable);
  const metricsNamespace = flag(disabledVariable)
    ? null
    : (env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Sluice');
  if (metricsNamespace !== null && !/^[\w./#:-]{1,255}$/.test(metricsNamespace)) {
    faults.push(
      `POWERTOOLS_METRICS_NAMESPACE: got '${metricsNamespace}'; allowed: 1 to 255 of A-Z a-z 0-9 . - _ / # :`,
    );
  }
  if (faults.length === 0) return { reportsItems, metricsNamespace };
  throw new SluiceError('CONFIG_INVALID', `The function's environment:\n  ${faults.join('\n  ')}`);
}
