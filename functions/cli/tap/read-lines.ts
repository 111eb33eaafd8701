import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { SluiceError } from '../../../shared/errors.ts';
import { usageError } from '../arguments.ts';

/**
 * The lines that a consumer shows, as many as have come, whenever some have. While they are dealt with nothing more is read:
 * the consumer sees that, and passes over what is too much.
 * @throws {SluiceError} CONFIG_INVALID where it does not show any, INPUT_UNREADABLE where it does not answer, or no longer
 */
export async function* readLines(url: URL, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  let answer: IncomingMessage;
  try {
    answer = await ask(url, signal);
    answer.setEncoding('utf8');
    if (answer.statusCode !== 200) throw refusal(url, answer, await textOf(answer));
    let rest = '';
    for await (const text of answer as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.filter((line) => line !== '');
    }
  } catch (thrown) {
    if (signal.aborted) return;
    if (thrown instanceof SluiceError) throw thrown;
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw unavailable(url, code ?? message, thrown);
  }
  if (!signal.aborted) throw unavailable(url, 'the consumer has ended it');
}

function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const start = url.protocol === 'https:' ? requestTls : request;
  return new Promise((resolve, reject) => {
    start(url, { signal }, resolve).on('error', reject).end();
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer as AsyncIterable<string>) {
    text += part;
    if (text.length > 2000) break;
  }
  return text.trim();
}

function refusal(url: URL, { statusCode = 0 }: IncomingMessage, said: string): SluiceError {
  if (statusCode === 404) {
    return usageError(
      `${url.origin} shows no events: its pipeline has to say api.tap: true (in a configuration of Vector's: sluice: { api: { tap: true } })`,
    );
  }
  return usageError(`${url.origin} shows no events (${statusCode}): ${said}`);
}

function unavailable(url: URL, why: string, cause?: unknown): SluiceError {
  return new SluiceError('INPUT_UNREADABLE', `no events from ${url.origin}: ${why}`, { cause });
}
