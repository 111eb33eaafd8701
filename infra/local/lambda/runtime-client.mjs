/**
 * Runs a function under Lambda's runtime API, as the runtime of nodejs24.x does: imports index.mjs in LAMBDA_TASK_ROOT
 * and hands its `handler` one invocation after the other, until the emulator ends it.
 *
 * AWS's own client, aws-lambda-ric, compiles native code for a minute wherever it is installed, so it is not asked for.
 * This one speaks the same four requests, and what a function and its caller get to see is the same:
 * test/infra/local/lambda/real-client.test.ts compares the two where the other one is (SLUICE_LAMBDA_RIC). It is
 * JavaScript, as taking types off would count as time of the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [host = '', port = ''] = (process.env['AWS_LAMBDA_RUNTIME_API'] ?? '').split(':');

/** One request to the emulator. Where that is gone, so is the reason to run. */
function ask(method, path, body = '', headers = {}) {
  const { promise, resolve } = Promise.withResolvers();
  const length = { 'content-length': Buffer.byteLength(body) };
  const sent = request(
    { host, port, method, path: `/2018-06-01/runtime/${path}`, headers: { ...headers, ...length } },
    (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        resolve({ headers: response.headers, text: Buffer.concat(parts).toString() });
      });
      response.on('error', () => process.exit(1));
    },
  );
  sent.on('error', () => process.exit(1));
  sent.end(body);
  return promise;
}

async function fail(path, thrown) {
  const isError = thrown instanceof Error;
  const errorType = isError ? thrown.name : typeof thrown;
  const errorMessage = isError ? thrown.message : String(thrown);
  const trace = isError ? (thrown.stack ?? '').split('\n') : [];
  const body = JSON.stringify({ errorType, errorMessage, trace });
  await ask('POST', path, body, { 'lambda-runtime-function-error-type': errorType });
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  // an event source mapping sends none; start-function.ts sends its fault in it
  const client = JSON.parse(headers['lambda-runtime-client-context'] ?? 'null') ?? undefined;
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    identity: undefined,
    tenantId: undefined,
    xRayTraceId: headers['lambda-runtime-trace-id'],
    clientContext: client,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

function textOf(answer) {
  try {
    return JSON.stringify(answer);
  } catch {
    const error = new Error('Unable to stringify response body');
    error.name = 'Runtime.JSONStringifyError';
    throw error;
  }
}

let handler;
try {
  const folder = process.env['LAMBDA_TASK_ROOT'] ?? '';
  ({ handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href));
  if (typeof handler !== 'function') throw new Error('index.mjs exports no handler');
} catch (thrown) {
  await fail('init/error', thrown);
  process.exit(1);
}
for (;;) {
  const { headers, text } = await ask('GET', 'invocation/next');
  const invocation = `invocation/${headers['lambda-runtime-aws-request-id']}`;
  const context = contextOf(headers);
  try {
    const answer = await handler(JSON.parse(text), context);
    if (context.clientContext?.custom?.fault === 'crash') process.kill(process.pid, 'SIGKILL');
    await ask('POST', `${invocation}/response`, textOf(answer ?? null));
  } catch (thrown) {
    await fail(`${invocation}/error`, thrown);
  }
}
