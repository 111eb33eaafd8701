import type { InvocationContext } from '../../functions/handler/context.ts';

/** A record as a test writes it down; what is left out, Lambda leaves out. */
export interface TestEventRecord {
  readonly offset: number;
  readonly timestamp?: number;
  readonly key?: string | Buffer | null;
  readonly value?: string | Buffer | null;
  readonly headers?: readonly Readonly<Record<string, readonly number[]>>[];
}

/** An event as an MSK trigger sends it: records by topic and partition, as `topic/partition`. */
export function mskEvent(records: Readonly<Record<string, readonly TestEventRecord[]>>): object {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/lake/0a1b2c3d-1',
    bootstrapServers: 'b-1.lake.kafka.eu-central-1.amazonaws.com:9098',
    records: Object.fromEntries(
      Object.entries(records).map(([place, some]) => {
        const [topic = '', partition = ''] = place.split('/');
        const at = { topic, partition: Number(partition) };
        return [`${topic}-${partition}`, some.map((record) => ({ ...at, ...asSent(record) }))];
      }),
    ),
  };
}

function asSent({ offset, timestamp = 1_735_408_862_239, key, value, headers }: TestEventRecord) {
  return {
    offset,
    timestamp,
    timestampType: 'CREATE_TIME',
    ...(key === undefined ? {} : { key: base64(key) }),
    ...(value === undefined ? {} : { value: base64(value) }),
    ...(headers === undefined ? {} : { headers }),
  };
}

function base64(bytes: string | Buffer | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('base64');
}

/** A context with so much time left. */
export function invocationContext(remainingMs = 60_000): InvocationContext {
  const until = performance.now() + remainingMs;
  return {
    awsRequestId: '6bc28136-xmpl-4365-b021-0ce6b2e64ab0',
    functionName: 'lake',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:lake',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(until - performance.now())),
  };
}
