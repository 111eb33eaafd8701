import { definePipeline, remap, route } from 'sluice';

const kafka = {
  type: 'kafka',
  bootstrapServers: 'localhost:9092',
  topics: ['devices'],
  groupId: 'lake',
} as const;
const s3 = { type: 'aws_s3', bucket: 'lake' } as const;

const program = (): void => undefined;

definePipeline({
  name: 'several-of-each',
  sources: { first: kafka, second: { ...kafka, groupId: 'other' } },
  transforms: {
    clean: remap({ inputs: ['first', 'second'], program }),
    fork: route({ inputs: ['clean'], routes: { hot: () => true } }),
    cold: remap({ inputs: ['fork._unmatched'], program }),
  },
  sinks: {
    hot: { ...s3, inputs: ['fork.hot'] },
    all: { ...s3, inputs: ['clean', 'cold', 'first'], onRejection: { sink: 'hot' } },
  },
});

definePipeline({
  name: 'numbers-from-the-environment',
  threads: '${VECTOR_THREADS:-1}',
  buffer: { maxBytes: '${BUFFER_BYTES:-67108864}' },
  sources: { kafka: { ...kafka, autoOffsetReset: '${RESET:-latest}', topics: '${TOPICS}' } },
  sinks: { s3: { ...s3, inputs: ['kafka'], batch: { timeoutSecs: '${TIMEOUT:-60}' } } },
});

definePipeline({
  name: 'shared-objects',
  delivery: 'dense',
  sources: { kafka },
  sinks: {
    s3: { ...s3, inputs: ['kafka'], filenameTimeFormat: '%Y%m%d', filenameAppendUuid: true },
  },
});

definePipeline({
  name: 'delivery-from-the-environment',
  delivery: '${DELIVERY:-exact}',
  sources: { kafka },
  sinks: { s3: { ...s3, inputs: ['kafka'], allowOverwrite: '${ALLOW_OVERWRITE:-false}' } },
});

definePipeline({
  name: 'no-such-delivery',
  // @ts-expect-error a word that is not among the allowed ones
  delivery: 'at_least_once',
  sources: { kafka },
  sinks: { s3: { ...s3, inputs: ['kafka'] } },
});

definePipeline({
  name: 'unknown-input-of-a-sink',
  sources: { kafka },
  sinks: {
    // @ts-expect-error no component is called kafkaa
    s3: { ...s3, inputs: ['kafkaa'] },
  },
});

definePipeline({
  name: 'unknown-input-of-a-transform',
  sources: { kafka },
  transforms: {
    // @ts-expect-error no component is called kafkaa
    clean: remap({ inputs: ['kafkaa'], program }),
  },
  sinks: { s3: { ...s3, inputs: ['clean'] } },
});

definePipeline({
  name: 'a-sink-is-no-input',
  sources: { kafka },
  sinks: {
    first: { ...s3, inputs: ['kafka'] },
    // @ts-expect-error a sink has no output
    second: { ...s3, inputs: ['first'] },
  },
});

definePipeline({
  name: 'reads-itself',
  sources: { kafka },
  transforms: {
    // @ts-expect-error a transform cannot read what it makes
    clean: remap({ inputs: ['clean'], program }),
  },
  sinks: { s3: { ...s3, inputs: ['clean'] } },
});

definePipeline({
  name: 'a-route-is-read-by-its-outputs',
  sources: { kafka },
  transforms: { fork: route({ inputs: ['kafka'], routes: { hot: () => true } }) },
  sinks: {
    // @ts-expect-error say fork.hot
    s3: { ...s3, inputs: ['fork'] },
    // @ts-expect-error there is no route cold
    other: { ...s3, inputs: ['fork.cold'] },
  },
});

definePipeline({
  name: 'same-name-twice',
  sources: { kafka },
  transforms: {
    // @ts-expect-error a source has this name already
    kafka: remap({ inputs: ['kafka'], program }),
  },
  sinks: { s3: { ...s3, inputs: ['kafka'] } },
});

definePipeline({
  name: 'unknown-options',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: 'localhost:9092',
      topics: ['devices'],
      // @ts-expect-error groupID is written groupId
      groupID: 'lake',
    },
  },
  sinks: {
    s3: {
      type: 'aws_s3',
      bucket: 'lake',
      inputs: ['kafka'],
      // @ts-expect-error maxByte is written maxBytes
      batch: { maxByte: 5 },
    },
  },
});

definePipeline({
  name: 'unknown-option-of-the-process',
  sources: { kafka },
  sinks: { s3: { ...s3, inputs: ['kafka'] } },
  // @ts-expect-error bufer is written buffer
  bufer: { maxBytes: 1 },
});

definePipeline({
  name: 'wrong-kinds',
  sources: {
    // @ts-expect-error a word that is not among the allowed ones
    kafka: { ...kafka, autoOffsetReset: 'smallest' },
  },
  sinks: {
    s3: {
      ...s3,
      inputs: ['kafka'],
      // @ts-expect-error text without an environment variable is no number
      batch: { maxBytes: '5' },
      // @ts-expect-error the sink does not exist
      onRejection: { sink: 'lake' },
    },
  },
});

// @ts-expect-error a pipeline has sinks
definePipeline({ name: 'no-sinks', sources: { kafka } });
