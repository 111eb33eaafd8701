import { Duration } from 'aws-cdk-lib';
import { AdjustmentType } from 'aws-cdk-lib/aws-applicationautoscaling';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Settings } from '../settings/settings.ts';
import { metricOf } from './metrics.ts';

/** How old the oldest record may be that is not committed, when all is well: an epoch's age, once more, and a minute. */
export function expectedAgeSecs({ sinks }: Settings['pipeline']): number {
  const timeouts = [...sinks.values()].map(({ batch }) => batch.timeoutSecs);
  return 2 * Math.max(...timeouts) + 60;
}

/**
 * More tasks while the oldest uncommitted record is too old, fewer while it is not and they are idle.
 *
 * Not MSK's SumOffsetLag or MaxOffsetLag: they count what is not committed, and what is in open epochs is not, so that
 * the right number of them depends on the traffic; they are missing while the group rebalances, as it does whenever it is
 * scaled; and brokers of one's own have none.
 */
export function scaleOnAge(service: FargateService, { pipeline, service: wanted }: Settings): void {
  if (wanted.minTasks === wanted.maxTasks) return;
  const limit = expectedAgeSecs(pipeline);
  const count = service.autoScaleTaskCount({
    minCapacity: wanted.minTasks,
    maxCapacity: wanted.maxTasks,
  });
  const age = metricOf(pipeline.name, 'sluice_oldest_uncommitted_age_seconds', 'Maximum', 1);
  count.scaleOnMetric('Out', {
    metric: age,
    adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
    scalingSteps: [
      { lower: limit, change: 1 },
      { lower: 3 * limit, change: 2 },
    ],
    evaluationPeriods: 3,
    cooldown: Duration.minutes(5),
  });
  const idle = new MathExpression({
    label: 'CPU in percent, while nothing is late',
    expression: `IF(age < ${limit}, cpu, 100)`,
    usingMetrics: { age, cpu: service.metricCpuUtilization({ period: Duration.minutes(1) }) },
    period: Duration.minutes(1),
  });
  count.scaleOnMetric('In', {
    metric: idle,
    adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
    scalingSteps: [
      { upper: 30, change: -1 },
      { lower: 101, change: 0 },
    ],
    evaluationPeriods: 15,
    cooldown: Duration.minutes(15),
  });
}
