import { AggregatorRegistry } from 'prom-client';
import type { MetricValues } from './metrics.ts';

/**
 * One page of metrics for all threads of a process: counters and histograms added up, gauges by what they mean.
 * @param process what the main thread says; it alone speaks for the process as a whole (its memory, CPU, files)
 */
export async function metricsPage(
  process: MetricValues,
  threads: readonly MetricValues[],
): Promise<string> {
  const own = threads.map((values) => values.filter(({ name }) => !name.startsWith('process_')));
  return AggregatorRegistry.aggregate([process.map(keptByOne), ...own]).metrics();
}

/** prom-client leaves out what makes no sense over several processes, as the time of their start; here it is one. */
function keptByOne(metric: MetricValues[number]): MetricValues[number] {
  return metric.aggregator === 'omit' ? { ...metric, aggregator: 'first' } : metric;
}
