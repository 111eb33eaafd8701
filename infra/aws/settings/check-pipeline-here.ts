import type { Faults } from '../../../shared/pipeline/faults.ts';
import { stopMarginSecs } from './environment-of.ts';
import { neededMiB } from './fargate.ts';
import type { Settings } from './settings.ts';

/** Whether a pipeline goes with where it is to run. */
export function checkPipelineHere(settings: Settings, faults: Faults): void {
  const { pipeline } = settings;
  for (const [name, { topics, groupId }] of pipeline.sources) {
    const path = `${pipeline.name}: sources.${name}`;
    if (topics.every((topic) => topic.trim() === '')) {
      faults.add(`${path}.topics`, 'is empty: there is nothing to read; give a topic');
    }
    if (groupId.includes(':')) {
      faults.add(
        `${path}.groupId`,
        `got '${groupId}': MSK tells no lag of a group with a colon in it`,
      );
    }
  }
  if (settings.host === 'service') checkContainer(settings, faults);
  else checkHandler(settings, faults);
  checkBuckets(settings, faults);
}

function checkContainer({ pipeline, service, kafka }: Settings, faults: Faults): void {
  const { buffer, threads, shutdown, api, name } = pipeline;
  const neededMemory = neededMiB(buffer.maxBytes, threads);
  if (service.memoryMiB < neededMemory) {
    faults.add(
      'memoryMiB',
      `got ${service.memoryMiB}; ${name} needs ${neededMemory} for its buffer.maxBytes of ${buffer.maxBytes} and ${threads} thread${threads === 1 ? '' : 's'}`,
    );
  }
  const neededSecs = shutdown.timeoutSecs + stopMarginSecs;
  if (service.stopTimeoutSecs < neededSecs) {
    faults.add(
      'stopTimeoutSecs',
      `got ${service.stopTimeoutSecs}; ${name} drains for up to ${shutdown.timeoutSecs} s (shutdown.timeoutSecs) and needs ${stopMarginSecs} more, or it is killed while it stores: give it less, as -c env=SHUTDOWN_TIMEOUT_SECS=…`,
    );
  }
  if (!api.enabled || !['0.0.0.0', '::', '127.0.0.1', 'localhost'].includes(api.host)) {
    faults.add(
      `${name}: api`,
      `got ${api.enabled ? `the address ${api.host}` : 'enabled: false'}; health check and metrics ask it at 127.0.0.1`,
    );
  }
  if (buffer.type === 'disk') {
    faults.add(
      `${name}: buffer.type`,
      "got 'disk'; a Fargate task's disk goes with the task: use 'memory'",
    );
  }
  for (const [sink, { type }] of pipeline.outlets) {
    if (type !== 'file') continue;
    faults.add(
      `${name}: sinks.${sink}.type`,
      "got 'file'; a Fargate task's disk goes with the task, at each deployment and whenever it is replaced, and what its files hold is committed by then: use aws_s3, or run the pipeline where it has a volume that outlives it",
    );
  }
  for (const [source, { connection, groupInstanceId }] of pipeline.sources) {
    const path = `${name}: sources.${source}`;
    const mechanism = connection.sasl?.mechanism ?? 'none';
    const wanted = kafka.auth === 'iam' ? 'AWS_MSK_IAM' : 'SCRAM-SHA-512';
    if (mechanism !== wanted) {
      faults.add(
        `${path}.sasl.mechanism`,
        `got ${mechanism}, but the cluster is to be asked by ${kafka.auth} (${wanted}): read it from KAFKA_SASL_MECHANISM, as pipelines/devices.ts does, or set it by -c env=…`,
      );
    }
    if (groupInstanceId !== null) {
      faults.add(
        `${path}.groupInstanceId`,
        'is set, and all tasks would be the same member: leave it out on ECS',
      );
    }
  }
}

function checkHandler({ pipeline }: Settings, faults: Faults): void {
  for (const [source, { topics }] of pipeline.sources) {
    const patterns = topics.filter((topic) => topic.startsWith('^'));
    if (patterns.length > 0) {
      faults.add(
        `${pipeline.name}: sources.${source}.topics`,
        `got ${patterns.join(', ')}; an event source mapping reads topics by name, one each`,
      );
    }
  }
}

/** Whether anything goes where the lake is; further sinks may go to buckets of their own. */
function checkBuckets({ pipeline, lake }: Settings, faults: Faults): void {
  const buckets = [...pipeline.sinks.values()].map(({ store }) => store.bucket);
  if (buckets.includes(lake.bucketName)) return;
  const which = lake.isGiven ? 'bucketName is' : 'the bucket that would be made is';
  faults.add(
    `${pipeline.name}: sinks`,
    `write to ${buckets.join(', ')}, but ${which} ${lake.bucketName}: read it from S3_BUCKET, as pipelines/devices.ts does, or give -c bucketName=${buckets[0] ?? ''}`,
  );
}
