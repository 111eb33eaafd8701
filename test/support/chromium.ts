import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'headless_shell'];
const found = names.find((name) => spawnSync(name, ['--version']).status === 0);

/** Why no page can be opened on this machine, for `skip`; false where one can. */
export const noChromium: string | false =
  found === undefined ? `there is no browser here: none of ${names.join(', ')}` : false;

/** One page of a real browser, over its own debugging protocol. */
export interface Page {
  readonly send: (method: string, parameters?: object) => Promise<Record<string, unknown>>;
  /** What an expression comes to in the page. */
  readonly evaluate: <T>(expression: string) => Promise<T>;
  /** What the page has complained of: exceptions, and what the console was told as an error. */
  readonly faults: readonly string[];
}

export interface Browser {
  /** A page by itself, with nothing of the others but the process. */
  readonly open: (url: string) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Starts a browser of its own, in a folder that goes with it. */
export async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-chromium-'));
  const browser = spawn(
    found ?? '',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--hide-scrollbars',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(browser, 'exit');
  const close = async (): Promise<void> => {
    browser.kill('SIGKILL');
    await ended;
    // its helpers write for a moment longer
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const socket = await connect(browser.stderr);
    return { open: async (url) => openPage(socket, url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(stderr: NodeJS.ReadableStream): Promise<WebSocket> {
  for await (const line of createInterface({ input: stderr })) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    stderr.resume();
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return socket;
  }
  throw new Error('the browser ended before it listened');
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

let last = 0;

async function openPage(socket: WebSocket, url: string): Promise<Page> {
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  const faults: string[] = [];
  let session = '';
  const loaded = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    const isOurs = message.sessionId === undefined || message.sessionId === session;
    if (!isOurs) return;
    if (message.id !== undefined) {
      const { result = {}, error } = message;
      if (error === undefined) waiting.get(message.id)?.resolve(result);
      else waiting.get(message.id)?.reject(new Error(error.message));
    }
    if (message.method === 'Page.loadEventFired') loaded.resolve();
    if (message.method === 'Runtime.exceptionThrown') faults.push(JSON.stringify(message.params));
    if (message.method === 'Log.entryAdded') faults.push(JSON.stringify(message.params));
  });
  const ask = (method: string, params: object, sessionId?: string) => {
    const id = ++last;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, answer);
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return answer.promise;
  };
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const attached = await ask('Target.attachToTarget', { targetId, flatten: true });
  session = String(attached['sessionId']);
  const send = (method: string, parameters: object = {}) => ask(method, parameters, session);
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`);
  await send('Page.navigate', { url });
  await loaded.promise;
  return {
    send,
    faults,
    evaluate: async <T>(expression: string) => {
      const answer = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      const { result, exceptionDetails } = answer as {
        result: { value: T };
        exceptionDetails?: object;
      };
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
  };
}
