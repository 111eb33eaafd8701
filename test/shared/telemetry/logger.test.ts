import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import { errorKeys } from '../../../shared/telemetry/logger.ts';

function lines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs a few lines of code with a log in a process of its own, because the lines go to the real stdout and stderr. */
function run(
  code: string,
  environment: Readonly<Record<string, string>> = {},
): { readonly out: Record<string, unknown>[]; readonly err: Record<string, unknown>[] } {
  const logger = new URL('../../../shared/telemetry/logger.ts', import.meta.url).href;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `import { createLog } from ${JSON.stringify(logger)};\n${code}`],
    { encoding: 'utf8', env: { ...process.env, ...environment } },
  );
  assert.equal(status, 0, stderr);
  return { out: lines(stdout), err: lines(stderr) };
}

describe('a log line', () => {
  it('is JSON with service, level, time and keys; warnings and errors go to stderr', () => {
    const { out, err } = run(`
      const log = createLog({ service: 'devices', level: 'INFO', keys: { version: '1.2.3' } });
      log.debug('not shown');
      log.info('hello', { offset: 9007199254740993n, partitions: ['a/0'] });
      log.error('last words');
      process.exit(0);
    `);
    const [line = {}] = out;
    assert.match(String(line['timestamp']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(
      { ...line, timestamp: null },
      {
        level: 'INFO',
        message: 'hello',
        timestamp: null,
        service: 'devices',
        sampling_rate: 0,
        version: '1.2.3',
        offset: '9007199254740993',
        partitions: ['a/0'],
      },
    );
    assert.equal(out.length, 1);
    assert.deepEqual(
      err.map(({ level, message }) => [level, message]),
      [['ERROR', 'last words']],
    );
  });

  it('is announced before it is written, and only if it will be', () => {
    const { out } = run(`
      const log = createLog({ service: 's', level: 'INFO', beforeLine: () => process.stdout.write('{"message":"clear"}\\n') });
      log.debug('not shown');
      log.info('shown');
    `);
    assert.deepEqual(
      out.map(({ message }) => message),
      ['clear', 'shown'],
    );
  });

  it('heeds the level that Lambda sets', () => {
    const { out } = run(`createLog({ service: 's', level: 'INFO' }).info('too low');`, {
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
    });
    assert.equal(
      out.some(({ message }) => message === 'too low'),
      false,
    );
  });
});

describe('an error in a log', () => {
  it('has its chain of causes, and nothing of the objects themselves', () => {
    const cause = Object.assign(new Error('refused\nby peer', { cause: new TypeError('deep') }), {
      request: { headers: { authorization: 'secret' } },
    });
    const keys = errorKeys(new SluiceError('STORE_UNAVAILABLE', 'PutObject', { cause }));
    assert.deepEqual(keys['error'], {
      code: 'STORE_UNAVAILABLE',
      message: 'PutObject',
      remedy: new SluiceError('STORE_UNAVAILABLE', '').remedy,
      retryable: true,
      causes: ['Error: refused by peer', 'TypeError: deep'],
    });
    assert.doesNotMatch(JSON.stringify(keys), /secret/);
  });

  it('has a stack where it is a defect: that of the cause', () => {
    const cause = new TypeError('x is not a function');
    const { error } = errorKeys(new SluiceError('INTERNAL', 'broken', { cause })) as {
      error: { stack: string };
    };
    assert.equal(error.stack, cause.stack);
  });

  it('that is its own cause ends', () => {
    const circle: Error & { cause?: unknown } = new Error('round');
    circle.cause = circle;
    const { error } = errorKeys(new SluiceError('INTERNAL', 'broken', { cause: circle })) as {
      error: { causes: string[] };
    };
    assert.equal(error.causes.length, 8);
  });
});
