import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { importPipeline } from '../../../functions/cli/import-pipeline.ts';
import { fileWorkload } from '../../../infra/compare/measure/workload.ts';
import { readOptions } from '../../../infra/compare/options.ts';
import { defaultQuestion } from '../../../infra/compare/model/question.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { readMeasurements } from '../../../infra/compare/question-options.ts';
import { compare } from '../../../infra/compare/report/comparison.ts';
import { csvReport } from '../../../infra/compare/report/csv.ts';
import { readmeWithCosts } from '../../../infra/compare/report/documents.ts';
import { terminalReport } from '../../../infra/compare/report/terminal.ts';
import { type Compared, questionOf, runCompare } from '../../../infra/compare/run-compare.ts';
import { createCleanup } from '../../../infra/demo/cleanup.ts';
import type { CommandContext } from '../../../infra/demo/run-command.ts';
import { createSteps } from '../../../infra/demo/steps.ts';
import { SluiceError } from '../../../shared/errors.ts';

const root = join(import.meta.dirname, '../../..');
const nothingThere = {
  PATH: process.env['PATH'],
  KAFKA_BROKERS: '127.0.0.1:1',
  S3_ENDPOINT: 'http://127.0.0.1:1',
};
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-compare-test-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = join(root, 'infra/compare/main.ts');
  const child = spawn(process.execPath, [script, ...args], {
    env: nothingThere,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: code as number, stdout, stderr };
}

interface SetupJson {
  readonly name: string;
  readonly kind: string;
  readonly monthlyUsd: number | null;
  readonly components: Readonly<Record<string, number | null>>;
  readonly limit: string | null;
  readonly unknown: readonly string[];
}

const context: CommandContext = {
  // whoever asks for a server gets none
  env: nothingThere,
  steps: createSteps({ write: () => true }),
  signal: new AbortController().signal,
  cleanup: createCleanup(),
};

/** As the command does, without a process of its own. */
async function compareWith(...args: readonly string[]): Promise<Compared> {
  const options = readOptions(args);
  assert.ok(options !== null);
  return runCompare(options, context);
}

// processes and retries are waited for side by side
describe('npm run compare', { concurrency: true }, () => {
  it('--json: a line with every setup, its kind and a sum that is its components; a page besides', async () => {
    const page = join(folder, 'page.html');
    const asked = ['--kept', '--json', '--rate', '10000', '--region', 'ap-northeast-2'];
    const { code, stdout, stderr } = await run(...asked, '--html', page);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    const { setups } = JSON.parse(stdout) as { setups: readonly SetupJson[] };
    assert.equal(setups.length, 16);
    for (const { name, kind, monthlyUsd, components, unknown } of setups) {
      const isOurs = name.startsWith('container') || name.startsWith('handler');
      assert.equal(kind, isOurs ? 'measured' : 'modelled', name);
      const parts = Object.values(components);
      assert.ok(parts.length > 1, name);
      if (monthlyUsd === null) {
        assert.ok(unknown.length > 0 && parts.includes(null), name);
        continue;
      }
      const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
      assert.ok(Math.abs(sum - monthlyUsd) < 0.001, `${name}: ${sum} is not ${monthlyUsd}`);
    }
    assert.match(stderr, /written: .*page\.html/);
    assert.match(await readFile(page, 'utf8'), /^<!doctype html>/);
  });

  it('says nothing on standard output where it refuses', async () => {
    const { code, stdout, stderr } = await run('--region', 'mars-1');
    assert.deepEqual([code, stdout], [78, '']);
    assert.match(stderr, /no prices of 'mars-1'; known: us-east-1, ap-northeast-2/);
    assert.doesNotMatch(stderr, /calibrate/);
  });

  it('prints tables, with the prices that are not known', async () => {
    const { comparison, notes } = await compareWith('--kept', '--region', 'ap-northeast-2');
    const printed = terminalReport(comparison, notes);
    assert.match(printed, /^ {2}container-fargate +measured +\$\d+/m);
    assert.match(printed, /^ {2}msk-connect +modelled +> \$\d+/m);
    assert.match(printed, /^> what is known of a bill\. Not known: .*msk\.connect\.mcuHour/m);
    assert.match(printed, /By events a second:/);
  });

  it('goes on with the kept prices where the lists cannot be read, and says so', async () => {
    const live = ['--live-prices', '--price-list-url', 'http://127.0.0.1:1'];
    const { comparison, notes } = await compareWith('--kept', ...live);
    const printed = terminalReport(comparison, notes);
    assert.match(
      printed,
      /live: AWSLambda could not be read \(.*\); the kept prices of [\d-]+ stay/,
    );
  });

  const bad = '{"device_name":"a"}\nnot JSON\n';
  for (const [what, content, args, code, expected] of [
    ['a region without prices', '', ['--region', 'mars-1'], 'CONFIG_INVALID', /'mars-1'/],
    [
      'an empty payload file',
      '\n\n',
      ['--payload', 'FILE'],
      'INPUT_UNREADABLE',
      /no records in it/,
    ],
    [
      'a payload that the pipeline does not decode',
      bad,
      ['--payload', 'FILE'],
      'INPUT_UNREADABLE',
      /1 of 2 records are not what the pipeline takes/,
    ],
    [
      'a payload file that is not there',
      '',
      ['--payload', '/none'],
      'INPUT_UNREADABLE',
      /--payload: \/none cannot be read/,
    ],
    ['prices that are none', '{}', ['--kept', '--prices', 'FILE'], 'CONFIG_INVALID', /regions/],
    [
      'a topic of a Kafka that is not there',
      '',
      ['--topic', 'any'],
      'KAFKA_UNREACHABLE',
      /--topic/,
    ],
  ] as const) {
    it(`refuses ${what} before it measures anything`, async () => {
      const file = join(folder, `${code}-${args.length}-${content.length}`);
      await writeFile(file, content);
      const given = args.map((each) => (each === 'FILE' ? file : each));
      await assert.rejects(compareWith(...given), (error) => {
        assert.ok(error instanceof SluiceError);
        assert.equal(error.code, code);
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /not JSON/);
        return true;
      });
    });
  }

  for (const [what, args, expected] of [
    ['a rate of nothing', ['--rate', '0'], /--rate: got '0'; allowed: a number from 0.001/],
    ['no number', ['--rate', '10k'], /--rate: got '10k'/],
    [
      'half a partition',
      ['--partitions', '1.5'],
      /--partitions: got '1.5'; allowed: a whole number/,
    ],
    ['another compression', ['--compression', 'lz4'], /allowed: none, gzip, zstd/],
    ['other brokers', ['--brokers', 'redpanda'], /allowed: standard, express/],
    [
      'a Vector that is not there',
      ['--vector', '/nowhere/vector'],
      /--vector: got '\/nowhere\/vector', which is no file that can be run/,
    ],
    ['two workloads', ['--payload', 'a', '--topic', 'b'], /choose one/],
    ['two forms', ['--json', '--csv'], /do not go together/],
    [
      'a payload that nothing is measured with',
      ['--kept', '--payload', 'a'],
      /--payload does not go with it/,
    ],
    ['to keep what cannot be compared', ['--keep', '--payload', 'a'], /has to be comparable/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => readOptions(args),
        (error) => {
          assert.ok(error instanceof SluiceError && error.code === 'CONFIG_INVALID');
          assert.match(error.message, expected);
          return true;
        },
      );
    });
  }
});

describe('what is asked', () => {
  const asked = async (...args: readonly string[]): Promise<number> => {
    const options = readOptions(args);
    assert.ok(options !== null);
    return questionOf(options, await readMeasurements()).recordBytes;
  };

  it('is of the size of the records that are named, unless another is asked for', async () => {
    const measured = Math.round((await readMeasurements()).figures['small.recordBytes'].value);
    assert.notEqual(measured, defaultQuestion.recordBytes);
    assert.equal(await asked(), defaultQuestion.recordBytes);
    assert.equal(await asked('--payload', 'a'), measured);
    assert.equal(await asked('--topic', 'a'), measured);
    assert.equal(await asked('--topic', 'a', '--record-bytes', '500'), 500);
    assert.equal(await asked('--record-bytes', '500'), 500);
  });

  it('is measured on the lines of a payload file, over and over', async () => {
    const file = join(folder, 'lines');
    const lines = ['{"device_name":"a","n":1}', '{"device_name":"b","n":2}'];
    await writeFile(file, `${lines.join('\n')}\n\n`);
    const pipeline = await importPipeline('pipelines/devices.ts', root);
    const { recordOf } = await fileWorkload(file, pipeline);
    const values = [0, 1, 2, 3].map((number) => recordOf(number).value.toString());
    assert.deepEqual(values, [...lines, ...lines]);
  });
});

describe('the documents', async () => {
  const ground = {
    region: 'us-east-1',
    prices: await readPrices(null),
    measurements: await readMeasurements(),
  };
  const comparison = compare(defaultQuestion, ground);

  it('README holds what the kept measurements come to', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    assert.equal(readmeWithCosts(readme, comparison), readme);
  });

  it('a spreadsheet gets a row for each setup and rate, and quotes what has commas', () => {
    const [heading = '', ...rows] = csvReport(compare({ ...defaultQuestion, rate: 7 }, ground))
      .trimEnd()
      .split('\n');
    assert.equal(rows.length, 16 * 5);
    const columns = heading.split(',').length;
    for (const row of rows) {
      assert.equal(row.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length, columns, row);
    }
    assert.ok(rows.some((row) => row.startsWith('us-east-1,7,container-fargate,measured,')));
    assert.ok(rows.some((row) => /"[^"]*,[^"]*"$/.test(row)));
  });
});
