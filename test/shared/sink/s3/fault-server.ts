import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { resetSocket } from '../../../support/reset-socket.ts';

/** One request as it came over the wire. */
interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How one request is answered. */
export type Fault =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** More elements of the XML. */
      readonly xml?: string;
      /** Answer before the body is read, and never read it. */
      readonly early?: boolean;
    }
  /** A proxy's page instead of S3's XML. */
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** An answer as it stands here. */
  | {
      readonly kind: 'answer';
      readonly headers?: Readonly<Record<string, string | number>>;
      readonly body: Buffer;
      /** In the middle of the body: stop sending, or reset the connection. */
      readonly ending?: 'whole' | 'stall' | 'cut';
    }
  /** Read some of the request, then reset the connection. */
  | { readonly kind: 'cut' };

export interface FaultServer {
  readonly endpoint: string;
  readonly requests: SeenRequest[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Stands in for S3 where a real server can't be made to fail on demand: the faults in order, then `ok` for good. */
export async function startFaultServer(
  faults: readonly Fault[],
  server: Server = createServer(),
): Promise<FaultServer> {
  const waiting = [...faults];
  const requests: SeenRequest[] = [];
  let connections = 0;
  server.on('connection', () => connections++);
  server.on('request', (request, response) => {
    answer(waiting.shift() ?? { kind: 'ok' }, request, response, requests);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  requests: SeenRequest[],
): void {
  const pieces: Buffer[] = [];
  if (fault.kind === 'cut') {
    const cut = (): unknown => resetSocket(request.socket);
    if (Number(request.headers['content-length'] ?? 0) > 0) request.once('data', cut);
    else cut();
    requests.push(seen(request, pieces));
    return;
  }
  if (fault.kind === 'error' && fault.early === true) {
    request.pause();
    requests.push(seen(request, pieces));
    reply(fault, response);
    return;
  }
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    requests.push(seen(request, pieces));
    if (fault.kind === 'slow') setTimeout(reply, fault.delayMs, { kind: 'ok' }, response).unref();
    else reply(fault, response);
  });
}

function seen(request: IncomingMessage, pieces: Buffer[]): SeenRequest {
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    body: Buffer.concat(pieces),
  };
}

function reply(fault: Fault, response: ServerResponse): void {
  if (fault.kind === 'error') {
    response.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers });
    response.end(
      `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>said by the server</Message>${fault.xml ?? ''}</Error>`,
    );
    return;
  }
  if (fault.kind === 'html') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end('<html><body>A proxy\n speaks</body></html>');
    return;
  }
  if (fault.kind === 'answer') {
    response.writeHead(200, fault.headers ?? { 'content-length': fault.body.length });
    if (fault.ending === undefined || fault.ending === 'whole') response.end(fault.body);
    else {
      response.write(fault.body.subarray(0, fault.body.length / 2), () => {
        if (fault.ending === 'cut') resetSocket(response.socket);
      });
    }
    return;
  }
  response.writeHead(200, { etag: '"x"' });
  response.end();
}
