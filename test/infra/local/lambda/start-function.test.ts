import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { maxEventBytes } from '../../../../functions/cli/events/event-builder.ts';
import {
  type LocalFunction,
  startFunction,
} from '../../../../infra/local/lambda/start-function.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import { noEmulator } from '../../../support/emulator.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { isRunning, identifyProcess } from '../../../../shared/process-identity.ts';

/** Does what it is told, and says who it is. */
const functionText = `
let invocations = 0;
export const handler = async ({ say, does }, context) => {
  invocations += 1;
  if (does === 'throw') throw new TypeError('not this one');
  if (does === 'exit') process.exit(3);
  if (does === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (does === 'nothing') return;
  if (does === 'spin') { console.log('spinning in ' + process.pid); for (;;); }
  if (does === 'log') console.log('a line of the function');
  const { memoryLimitInMB, functionName, awsRequestId } = context;
  return {
    say: say?.length, invocations, memoryLimitInMB, functionName,
    hasId: awsRequestId.length > 0, remainingMs: context.getRemainingTimeInMillis(),
    pid: process.pid, names: Object.keys(process.env),
  };
};`;

interface Said {
  readonly say?: number;
  readonly invocations: number;
  readonly memoryLimitInMB: string;
  readonly functionName: string;
  readonly hasId: boolean;
  readonly remainingMs: number;
  readonly pid: number;
  readonly names: readonly string[];
}

describe('a function in the emulator', { timeout: 120_000, skip: noEmulator }, () => {
  let folder: string;
  let started: LocalFunction;
  const lines: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-function-'));
    await writeFile(join(folder, 'index.mjs'), functionText);
    started = await startFunction({
      folder,
      env: { S3_BUCKET: 'lake', LOG_LEVEL: 'DEBUG' },
      timeoutSecs: 4,
      memoryMb: 300,
      onLine: (line) => lines.push(line),
    });
  });
  after(async () => {
    await started.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const invoke = (event: object, options = {}) => started.invoke(JSON.stringify(event), options);
  const said = async (event: object = {}): Promise<Said> => {
    const outcome = await invoke(event);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.payload as Said;
  };

  it('gets the event, a context as Lambda makes it, and its own environment alone', async () => {
    const { memoryLimitInMB, functionName, hasId, remainingMs, names } = await said();
    assert.deepEqual([memoryLimitInMB, functionName, hasId], ['300', 'sluice-local', true]);
    assert.ok(remainingMs > 0 && remainingMs <= 4_000, String(remainingMs));
    for (const name of ['S3_BUCKET', 'AWS_LAMBDA_RUNTIME_API', 'AWS_LAMBDA_FUNCTION_VERSION']) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(!names.includes('HOME'));
  });

  it('is one process for one invocation after the other, also where they come at once', async () => {
    const [one, two] = await Promise.all([said(), said()]);
    assert.equal(two.pid, one.pid);
    assert.equal(two.invocations, one.invocations + 1);
  });

  it('hears what the function logs', async () => {
    await said({ does: 'log' });
    assert.ok(lines.includes('a line of the function'), lines.join('\n'));
  });

  it('answers null where the handler answers nothing', async () => {
    assert.deepEqual(await invoke({ does: 'nothing' }), { ok: true, payload: null });
  });

  for (const [does, errorType, errorMessage] of [
    ['throw', 'TypeError', /^not this one$/],
    ['exit', 'Runtime.ExitError', /exit status 3$/],
    ['hang', 'Sandbox.Timedout', /^Task timed out after 4\.00 seconds/],
  ] as const) {
    it(`tells that a function did ${does}, and goes on`, async () => {
      const outcome = await invoke({ does });
      assert.ok(!outcome.ok);
      assert.equal(outcome.errorType, errorType);
      assert.match(outcome.errorMessage, errorMessage);
      assert.ok((await said()).invocations > 0);
    });
  }

  it('is killed after its handler is done where that is asked for, and starts anew', async () => {
    const first = await said();
    const outcome = await invoke({ does: 'log' }, { crashAfterHandler: true });
    assert.ok(!outcome.ok);
    assert.match(outcome.errorMessage, /signal: killed/);
    const since = await said();
    assert.notEqual(since.pid, first.pid);
    assert.equal(since.invocations, 1);
  });

  it('takes 6 MB, and refuses one byte more before the emulator cuts it', async () => {
    const eventOf = (bytes: number) => `{"say":"${'x'.repeat(bytes - 10)}"}`;
    const outcome = await started.invoke(eventOf(maxEventBytes));
    assert.ok(outcome.ok);
    assert.equal((outcome.payload as Said).say, maxEventBytes - 10);
    await assert.rejects(
      started.invoke(eventOf(maxEventBytes + 1)),
      (thrown) =>
        thrown instanceof SluiceError &&
        thrown.code === 'EVENT_INVALID' &&
        /6291457 bytes; allowed: 6291456/.test(thrown.message),
    );
    assert.ok((await said()).invocations > 0);
  });

  it('leaves no process when it is stopped', async () => {
    const own = await startFunction({ folder, env: {} });
    const outcome = await own.invoke('{}');
    assert.ok(outcome.ok);
    const processes = [own.pid, (outcome.payload as Said).pid].map(identifyProcess);
    await own.stop();
    assert.deepEqual(
      processes.map((identity) => identity !== null && isRunning(identity)),
      [false, false],
    );
  });

  it('leaves no function that is busy for ever, also where the emulator is killed', async () => {
    const spinning = Promise.withResolvers<number>();
    const onLine = (line: string): void => {
      const pid = /^spinning in (\d+)$/.exec(line)?.[1];
      if (pid !== undefined) spinning.resolve(Number(pid));
    };
    const own = await startFunction({ folder, env: {}, onLine });
    const invoked = assert.rejects(own.invoke('{"does":"spin"}'), { code: 'INTERNAL' });
    const identity = identifyProcess(await spinning.promise);
    assert.ok(identity !== null);
    // as it is when this process is killed
    process.kill(own.pid, 'SIGKILL');
    await invoked;
    try {
      await waitUntil('the function is gone', () => !isRunning(identity));
    } finally {
      if (isRunning(identity)) process.kill(identity.pid, 'SIGKILL');
    }
  });
});

for (const [what, text, expected] of [
  ['throws while it loads', `throw new Error('no bucket');`, /no bucket/],
  ['exports no handler', 'export const main = 1;', /exports no handler/],
] as const) {
  it(`a function that ${what} says so in each answer`, { skip: noEmulator }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-function-'));
    t.after(async () => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'index.mjs'), text);
    const started = await startFunction({ folder, env: {} });
    t.after(started.stop);
    for (const event of ['{}', '{}']) {
      const outcome = await started.invoke(event);
      assert.ok(!outcome.ok);
      assert.match(outcome.errorMessage, expected);
    }
  });
}

it('a folder without a function is refused', async () => {
  await assert.rejects(
    startFunction({ folder: '/nowhere', env: {} }),
    (thrown) => thrown instanceof SluiceError && thrown.code === 'INPUT_UNREADABLE',
  );
});
