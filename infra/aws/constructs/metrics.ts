import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { metricsNamespace } from './task-preload.ts';

/** A metric that the tasks of a pipeline tell (task/preload.mjs). */
export function metricOf(
  pipeline: string,
  metricName: string,
  statistic: 'Maximum' | 'Sum' | 'Average',
  minutes: number,
): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { pipeline },
    statistic,
    period: Duration.minutes(minutes),
  });
}
