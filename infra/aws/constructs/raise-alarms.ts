import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';

/** One thing that somebody has to look at. */
export interface AlarmWish {
  /** Behind `sluice-PIPELINE-HOST-`. */
  readonly name: string;
  /** What it means, and what to do first. */
  readonly description: string;
  readonly metric: IMetric;
  /** More than this is wrong. */
  readonly above: number;
  /** Periods in a row. */
  readonly periods: number;
  /** Whether no value at all is as bad. */
  readonly isMissingBad?: boolean;
}

/** Makes the alarms of a pipeline, and tells the topic of SNS where there is one. */
export function raiseAlarms(
  scope: Construct,
  { host, pipeline, alarmTopicArn }: Settings,
  wishes: readonly AlarmWish[],
): readonly Alarm[] {
  const topic =
    alarmTopicArn === null ? null : Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
  return wishes.map(({ name, description, metric, above, periods, isMissingBad = false }) => {
    const alarm = new Alarm(scope, `Alarm-${name}`, {
      alarmName: `sluice-${pipeline.name}-${host}-${name}`,
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: isMissingBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (topic !== null) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  });
}
