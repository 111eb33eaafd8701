import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { retryLines } from './log-lines.ts';
import { type AlarmWish, raiseAlarms } from './raise-alarms.ts';
import type { SluiceFunction } from './sluice-function.ts';
import { metricsNamespace } from './task-preload.ts';

const period = Duration.minutes(5);

/** Alarms and a dashboard of the function and of its mappings. */
export class WatchFunction extends Construct {
  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    { function: lambda, logGroup, mappings }: SluiceFunction,
  ) {
    super(scope, id);
    const { pipeline, function: wanted } = settings;
    const { name } = pipeline;
    // the handler's metrics have the sink as a dimension
    const overSinks = (metricName: string): IMetric => {
      const each = [...pipeline.sinks.keys()].map((sink) => {
        const dimensionsMap = { pipeline: name, sink };
        return new Metric({
          namespace: metricsNamespace,
          metricName,
          dimensionsMap,
          statistic: 'Sum',
          period,
        });
      });
      return summed(metricName, each);
    };
    const ofMappings = (metricName: string): readonly Metric[] =>
      mappings.map(({ attrId }) => {
        const dimensionsMap = { EventSourceMappingUUID: attrId };
        return new Metric({
          namespace: 'AWS/Lambda',
          metricName,
          dimensionsMap,
          statistic: 'Sum',
          period,
        });
      });
    const overMappings = (metricName: string): IMetric =>
      summed(metricName, ofMappings(metricName));
    // told with the code, too, which is not known before
    const retries = new MetricFilter(this, 'StoreRetries', {
      logGroup,
      filterPattern: FilterPattern.literal(retryLines.pattern),
      metricNamespace: metricsNamespace,
      metricName: `${name}-StoreRetries`,
      metricValue: retryLines.value,
      defaultValue: 0,
    }).metric({ statistic: 'Sum', period });
    const lag = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'OffsetLag',
      dimensionsMap: { FunctionName: lambda.functionName },
      statistic: 'Maximum',
      period,
    });
    const lost: AlarmWish[] =
      wanted.maxRetries === -1 && wanted.maxRecordAgeSecs === -1 && wanted.onFailure === null
        ? []
        : [
            {
              name: 'given-up',
              description:
                'The mapping has given records up: they are not in the lake. What is at the on-failure destination names their offsets: sluice replay PIPELINE --topic … --from … --until … brings them in.',
              metric: summed('given up', [
                ...ofMappings('DroppedEventCount'),
                ...ofMappings('OnFailureDestinationDeliveredEventCount'),
              ]),
              above: 0,
              periods: 1,
            },
          ];
    raiseAlarms(this, settings, [
      {
        name: 'errors',
        description:
          'Invocations fail, and their batches come again: partitions wait. The log has the error and its remedy.',
        metric: lambda.metricErrors({ period }),
        above: 0,
        periods: 3,
      },
      {
        name: 'mapping-errors',
        description:
          'The mapping cannot invoke the function. Look at its state (aws lambda get-event-source-mapping), then at the rights and the network of the cluster.',
        metric: overMappings('FailedInvokeEventCount'),
        above: 0,
        periods: 3,
      },
      {
        name: 'oldest-uncommitted',
        description:
          'Offsets that are not committed grow for half an hour: the function is too slow, fails, or has too few pollers.',
        metric: lag,
        above: 4 * wanted.batchSize,
        periods: 6,
      },
      {
        name: 'dead-letters',
        description:
          'Records could not be processed and lie under the dead letter prefix with the reason. When the pipeline is mended: sluice replay PIPELINE --dead-letters.',
        metric: overSinks('sluice_records_dead_lettered_total'),
        above: 0,
        periods: 1,
      },
      {
        name: 'failed-publishes',
        description:
          'Requests to S3 fail and are repeated for a quarter of an hour; the log has the codes.',
        metric: retries,
        above: 10,
        periods: 3,
      },
      ...lost,
    ]);
    const graph = (title: string, ...left: IMetric[]): GraphWidget =>
      new GraphWidget({ title, left, width: 8, height: 6 });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `sluice-${name}-function`,
      widgets: [
        [
          graph('Lag of offsets', lag),
          graph('Invocations and errors', lambda.metricInvocations(), lambda.metricErrors()),
          graph('Duration, ms', lambda.metricDuration()),
        ],
        [
          graph('Records stored', overSinks('sluice_records_stored_total')),
          graph('Dead letters', overSinks('sluice_records_dead_lettered_total')),
          graph(
            'Mapping',
            overMappings('PolledEventCount'),
            overMappings('FailedInvokeEventCount'),
          ),
        ],
      ],
    });
  }
}

/** One metric of several. */
function summed(label: string, metrics: readonly IMetric[]): IMetric {
  const [only] = metrics;
  if (only !== undefined && metrics.length === 1) return only;
  // an id stands for one metric in a whole graph
  const id = label.toLowerCase().replaceAll(/\W/g, '_');
  const usingMetrics = Object.fromEntries(metrics.map((metric, at) => [`${id}${at}`, metric]));
  return new MathExpression({
    label,
    expression: Object.keys(usingMetrics).join(' + '),
    usingMetrics,
    period,
  });
}
