/**
 * A pipeline whose definition comes from the environment, so that one bundle serves every end-to-end test. What cannot
 * be written as JSON stands here by name: a transform names its program.
 */
import { definePipeline, filter, get, reduce, remap } from 'sluice';
import type { PipelineDefinition, RemapFunction } from 'sluice';
import type { ReduceOptions } from '../../../shared/transform/components.ts';
import { int } from '../../../shared/transform/types.ts';

/** The variable that holds the definition, as JSON. */
const variable = 'SLUICE_SCENARIO';

const programs: Readonly<Record<string, RemapFunction>> = {
  /** Rejects what has no whole `number`. */
  needsNumber: (event) => {
    event['number'] = int(event['number']).orReject();
  },
  /** Rejects what a record in it says of all of them. */
  withoutPoison: (event) => {
    if (get(event, 'poison') === true) int('poison').orReject();
  },
  throws: (event) => {
    if (get(event, 'explode') === true) throw new TypeError('a defect of the pipeline');
  },
  /** Throws where nobody waits for it, or never comes back, where the event says so. */
  kills: (event) => {
    if (get(event, 'die') === true) {
      setImmediate(() => {
        throw new TypeError('thrown past everyone');
      });
    }
    while (get(event, 'hang') === true);
  },
};

interface Scenario {
  readonly transforms?: Readonly<
    Record<
      string,
      {
        readonly inputs: readonly string[];
        readonly program?: string;
        readonly keep?: string;
        readonly reduce?: ReduceOptions;
      }
    >
  >;
}

/** Values of the codec that name a schema. */
const registered = (codec: string): object => ({
  type: 'kafka',
  bootstrapServers: 'localhost:9092',
  topics: 'devices',
  groupId: codec,
  decoding: { codec, schemaRegistry: { url: 'http://localhost:8081' } },
});

// what `node build.mjs` checks, which knows nothing of the run: with parts that are in no bundle that is built without
const example = {
  name: 'scenario',
  sources: {
    kafka: {
      type: 'kafka',
      bootstrapServers: 'localhost:9092',
      topics: 'devices',
      groupId: 'lake',
    },
    json: registered('json'),
    protobuf: registered('protobuf'),
    avro: registered('avro'),
  },
  transforms: { reduced: { inputs: ['kafka'], reduce: {} } },
  sinks: {
    files: { type: 'file', inputs: ['reduced'], path: '/tmp/sluice-scenario.ndjson' },
    s3: {
      type: 'aws_s3',
      inputs: ['kafka', 'json', 'protobuf', 'avro'],
      bucket: 'lake',
      region: 'us-east-1',
      encoding: { codec: 'parquet' },
    },
  },
};

const scenario = JSON.parse(process.env[variable] ?? JSON.stringify(example)) as Scenario;
const transforms = Object.entries(scenario.transforms ?? {}).map(
  ([name, { inputs, program, keep, reduce: groups }]) => {
    if (groups !== undefined) return [name, reduce({ inputs, ...groups })];
    if (keep !== undefined) {
      return [name, filter({ inputs, condition: (event) => get(event, keep) === true })];
    }
    const found = programs[program ?? ''];
    if (found === undefined) throw new Error(`no program is called ${program}`);
    return [name, remap({ inputs, program: found })];
  },
);

const definition = { ...scenario, transforms: Object.fromEntries(transforms) as object };
const pipeline: PipelineDefinition = definePipeline(definition as never);
// oxlint-disable-next-line import/no-default-export
export default pipeline;
