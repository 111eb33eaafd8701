import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SluiceError } from '../errors.ts';
import type { HealthCheck } from './events.ts';
import type { Metrics } from './metrics.ts';

export interface TelemetryServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly metrics: Pick<Metrics, 'scrape' | 'contentType'>;
  readonly health: HealthCheck;
  /** Answers what comes to `/tap` by itself; left out, or null: nothing is there. */
  readonly tap?: ((request: IncomingMessage, response: ServerResponse) => void) | null;
}

export interface TelemetryServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Stops listening and ends the connections that are open, idle ones too. */
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Serves what an operator asks: `/metrics` for Prometheus, `/healthz` (200 while the process lives) and `/readyz` (200
 * while it does its work) for Kubernetes; 503 with the reason in JSON otherwise.
 * @throws {SluiceError} CONFIG_INVALID where it cannot listen there
 */
export async function startTelemetryServer(
  options: TelemetryServerOptions,
): Promise<TelemetryServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { tap = null } = options;
    if (tap !== null && pathOf(request) === '/tap') tap(request, response);
    else void serve(options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(cannotListen(options, error));
    });
    server.listen(options.port, options.host, resolve);
  });
  // a socket's fault after that is that socket's; without a listener it would end the process
  server.on('error', () => undefined);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function serve(
  options: TelemetryServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    send(request, response, await answer(options, request));
  } catch (error) {
    send(
      request,
      response,
      text(500, `${error instanceof Error ? error.message : String(error)}\n`),
    );
  }
}

async function answer(options: TelemetryServerOptions, request: IncomingMessage): Promise<Answer> {
  const path = pathOf(request);
  const handler = handlers.get(path);
  if (handler === undefined) {
    return text(
      404,
      `Nothing at ${JSON.stringify(path.slice(0, 100))}; there are ${[...handlers.keys()].join(', ')}\n`,
    );
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...text(405, 'Only GET and HEAD\n'), headers: { allow: 'GET, HEAD' } };
  }
  return handler(options);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

type Handler = (options: TelemetryServerOptions) => Answer | Promise<Answer>;

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    '/metrics',
    async ({ metrics }) => ({
      status: 200,
      contentType: metrics.contentType,
      body: await metrics.scrape(),
    }),
  ],
  ['/healthz', ({ health }) => verdict(health.alive())],
  ['/readyz', ({ health }) => verdict(health.ready())],
]);

function verdict(check: { readonly ok: boolean; readonly reason: string }): Answer {
  return {
    status: check.ok ? 200 : 503,
    contentType: 'application/json',
    body: `${JSON.stringify({ ok: check.ok, reason: check.reason })}\n`,
  };
}

function text(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function cannotListen(
  { host, port }: TelemetryServerOptions,
  error: NodeJS.ErrnoException,
): SluiceError {
  const why = new Map([
    [
      'EADDRINUSE',
      'is taken by another process; choose another port in api.address, or 0 for a free one',
    ],
    ['EACCES', 'is not allowed to this user; choose a port from 1024 up'],
    ['EADDRNOTAVAIL', 'is not an address of this machine; correct api.host'],
    ['ENOTFOUND', 'has a host name that cannot be found; correct api.host'],
  ]).get(error.code ?? '');
  return new SluiceError(
    'CONFIG_INVALID',
    `api: ${host}:${port} ${why ?? `cannot be listened on: ${error.message}`} (${error.code ?? 'no code'})`,
    { cause: error },
  );
}
