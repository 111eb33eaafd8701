import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { maxEventBytes } from '../../../functions/cli/events/event-builder.ts';
import { SluiceError } from '../../../shared/errors.ts';

export interface InvokeOptions {
  /** The function's process is killed when its handler has done everything, before Lambda gets to know. */
  readonly crashAfterHandler?: boolean;
}

/** How an invocation went: as Lambda tells it. */
export type Outcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

const path = '/2015-03-31/functions/function/invocations';

/**
 * Invokes the function of an emulator.
 * @param event JSON
 * @throws {SluiceError} EVENT_INVALID where the event is too large, INTERNAL where the emulator is gone
 */
export async function invokeEmulator(
  port: number,
  event: string,
  { crashAfterHandler = false }: InvokeOptions,
): Promise<Outcome> {
  const byteLength = Buffer.byteLength(event);
  // the emulator cuts what is longer, in silence
  if (byteLength > maxEventBytes) {
    throw new SluiceError(
      'EVENT_INVALID',
      `the event has ${byteLength} bytes; allowed: ${maxEventBytes}, as Lambda takes no more in one invocation`,
    );
  }
  const context = Buffer.from('{"custom":{"fault":"crash"}}').toString('base64');
  // fetch would give up after five minutes, and a function has fifteen
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const fail = (cause: unknown): void => {
    reject(new SluiceError('INTERNAL', 'the Lambda emulator has gone', { cause }));
  };
  const sent = request(
    {
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': byteLength,
        ...(crashAfterHandler ? { 'x-amz-client-context': context } : {}),
      },
    },
    (response) => {
      buffer(response).then((body) => resolve(outcomeOf(body.toString())), fail);
    },
  );
  sent.once('error', fail);
  sent.end(event);
  return promise;
}

/** Errors come with status 200, mostly, and without Lambda's header `X-Amz-Function-Error`: the body has to tell. */
function outcomeOf(body: string): Outcome {
  if (body.startsWith('Task timed out')) {
    return { ok: false, errorType: 'Sandbox.Timedout', errorMessage: body };
  }
  let payload: unknown;
  try {
    payload = body === '' ? null : JSON.parse(body);
  } catch {
    // of a long error it sends the beginning alone
    const errorType = /"errorType":"([^"]*)"/.exec(body)?.[1] ?? 'Unknown';
    return { ok: false, errorType, errorMessage: body };
  }
  const { errorType, errorMessage } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof errorType !== 'string') return { ok: true, payload };
  return { ok: false, errorType, errorMessage: String(errorMessage) };
}
