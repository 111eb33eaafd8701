import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { countedLines } from './log-lines.ts';
import { metricOf } from './metrics.ts';
import { raiseAlarms } from './raise-alarms.ts';
import { expectedAgeSecs } from './scale-on-age.ts';
import type { SluiceService } from './sluice-service.ts';
import { metricsNamespace } from './task-preload.ts';

/** Alarms and a dashboard of the container. */
export class WatchService extends Construct {
  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    { logGroup, service }: SluiceService,
  ) {
    super(scope, id);
    const { name } = settings.pipeline;
    const counted = (what: keyof typeof countedLines, minutes: number): Metric => {
      const metricName = `${name}-${what}`;
      return new Metric({
        namespace: metricsNamespace,
        metricName,
        statistic: 'Sum',
        period: Duration.minutes(minutes),
      });
    };
    for (const [what, pattern] of Object.entries(countedLines)) {
      new MetricFilter(this, what, {
        logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: metricsNamespace,
        metricName: `${name}-${what}`,
        metricValue: '1',
        defaultValue: 0,
      });
    }
    const metric = (what: string, statistic: 'Maximum' | 'Sum', minutes = 5): Metric =>
      metricOf(name, `sluice_${what}`, statistic, minutes);
    const age = metric('oldest_uncommitted_age_seconds', 'Maximum');
    raiseAlarms(this, settings, [
      {
        name: 'oldest-uncommitted',
        description:
          'Records wait longer for storage than they should, or no task tells anything. Look at the log for store_retry and kafka_retry, then at CPU and at the number of tasks.',
        metric: age,
        above: 2 * expectedAgeSecs(settings.pipeline),
        periods: 3,
        isMissingBad: true,
      },
      {
        name: 'dead-letters',
        description:
          'Records could not be processed and lie under the dead letter prefix with the reason. When the pipeline is mended: sluice replay PIPELINE --dead-letters.',
        metric: metric('records_dead_lettered_total', 'Sum'),
        above: 0,
        periods: 1,
      },
      {
        name: 'failed-publishes',
        description:
          'Requests to S3 fail and are repeated for a quarter of an hour. The log has the codes (store_retry): throttling heals by itself, denied access does not.',
        metric: metric('store_retries_total', 'Sum'),
        above: 10,
        periods: 3,
      },
      {
        name: 'restarts',
        description:
          'Tasks start again and again. The last line of each has the error and its remedy (fatal).',
        metric: counted('ProcessStarts', 15),
        above: 3 * settings.service.maxTasks,
        periods: 1,
      },
      {
        name: 'fatal-errors',
        description:
          'A process ended by an error; the line has its code, cause and remedy (fatal).',
        metric: counted('FatalErrors', 5),
        above: 0,
        periods: 1,
      },
    ]);
    const graph = (title: string, ...left: IMetric[]): GraphWidget =>
      new GraphWidget({ title, left, width: 8, height: 6 });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `sluice-${name}-service`,
      widgets: [
        [
          graph('Oldest uncommitted record, s', age),
          graph(
            'Records a minute',
            metric('records_received_total', 'Sum', 1),
            metric('records_stored_total', 'Sum', 1),
          ),
          graph('Lag, records', metric('consumer_lag_records', 'Sum', 1)),
        ],
        [
          graph('Dead letters', metric('records_dead_lettered_total', 'Sum')),
          graph(
            'Failures',
            metric('store_retries_total', 'Sum'),
            metric('commits_failed_total', 'Sum'),
            metric('consumer_restarts_total', 'Sum'),
            counted('FatalErrors', 5),
          ),
          graph(
            'CPU and memory, %',
            service.metricCpuUtilization(),
            service.metricMemoryUtilization(),
          ),
        ],
        [
          new LogQueryWidget({
            title: 'Warnings and errors',
            logGroupNames: [logGroup.logGroupName],
            queryLines: [
              'fields @timestamp, level, event, message',
              'filter level in ["WARN", "ERROR"]',
              'sort @timestamp desc',
              'limit 50',
            ],
            width: 24,
            height: 6,
          }),
        ],
      ],
    });
  }
}
