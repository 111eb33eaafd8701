import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { resetSocket } from './reset-socket.ts';

/** What a rule sees of a request, and what a test may look at later. */
interface SeenRequest {
  readonly method: string;
  /** Decoded path without the query: `/bucket/key`. */
  readonly path: string;
  /** The query as it came, without `?`. */
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly atMs: number;
}

/** What happens to a request instead of passing it on. `after`: the server carries it out, and the client does not learn. */
export type HttpFault =
  /** An S3 error of this status and code, like 503 SlowDown. */
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly code: string;
      readonly when?: 'before' | 'after';
    }
  /** The request (before) or its true answer (after) is held for so long. */
  | { readonly do: 'hold'; readonly ms: number; readonly when?: 'before' | 'after' }
  /** The server is asked for another path instead. */
  | { readonly do: 'instead'; readonly path: string; readonly when?: 'before' }
  /** The connection is reset. `also` is called just before: with 'after', when the server has carried the request out. */
  | { readonly do: 'cut'; readonly when?: 'before' | 'after'; readonly also?: () => void };

type FaultRule = (request: SeenRequest) => HttpFault | null;

export interface HttpProxy {
  readonly endpoint: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** Rules are asked in order and the first fault counts. Returns how to take the rule back. */
  readonly fault: (rule: FaultRule) => () => void;
  /** As `fault`, for the first `times` requests that it applies to. */
  readonly faultTimes: (times: number, rule: FaultRule) => void;
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/**
 * A loopback HTTP proxy before an S3 server. It passes the Host header on as it came: clients sign it, so the server
 * accepts a request that was signed for the proxy, and nothing needs to be signed anew.
 */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  const upstream = new URL(target);
  const requests: SeenRequest[] = [];
  let rules: FaultRule[] = [];
  const fault = (rule: FaultRule): (() => void) => {
    rules.push(rule);
    return () => {
      rules = rules.filter((each) => each !== rule);
    };
  };

  const server = createServer((incoming, outgoing) => {
    const seen = see(incoming);
    requests.push(seen);
    let found: HttpFault | null = null;
    for (const rule of rules) found ??= rule(seen);
    // What breaks on the way breaks the client's connection: that is what it would see without a proxy.
    serve(incoming, outgoing, upstream, found).catch(() => resetSocket(incoming.socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault,
    faultTimes: (times, rule) => {
      let left = times;
      const takeBack = fault((request) => {
        const result = rule(request);
        if (result !== null && --left === 0) takeBack();
        return result;
      });
    },
    clear: () => {
      rules = [];
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function see(incoming: IncomingMessage): SeenRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? '',
    path: decodeURIComponent(mark === -1 ? url : url.slice(0, mark)),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers: incoming.headers,
    atMs: Date.now(),
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: URL,
  fault: HttpFault | null,
): Promise<void> {
  const when = fault?.when ?? (fault?.do === 'hold' ? 'after' : 'before');
  if (fault?.do === 'instead') incoming.url = fault.path;
  else if (fault !== null && when === 'before') {
    if (fault.do === 'cut') {
      fault.also?.();
      resetSocket(incoming.socket);
      return;
    }
    if (fault.do === 'answer') {
      // A client that is still sending would take an early answer and a closed connection for a network fault.
      for await (const _ of incoming);
      answer(outgoing, fault.status, fault.code);
      return;
    }
    await sleep(fault.ms, undefined, { ref: false });
  }
  const reply = await forward(incoming, upstream);
  if (fault !== null && fault.do !== 'instead' && when === 'after') {
    if (fault.do === 'hold') await sleep(fault.ms, undefined, { ref: false });
    else {
      for await (const _ of reply);
      if (fault.do === 'cut') {
        fault.also?.();
        resetSocket(incoming.socket);
      } else answer(outgoing, fault.status, fault.code);
      return;
    }
  }
  outgoing.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
  reply.pipe(outgoing);
}

async function forward(incoming: IncomingMessage, upstream: URL): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { ...incoming.headers };
  // Answered by this server already, and not part of what is signed.
  delete headers['expect'];
  const onward = httpRequest(
    {
      host: upstream.hostname,
      port: upstream.port,
      method: incoming.method,
      path: incoming.url,
      headers,
      // A connection per request: nothing that one request does to its connection reaches another.
      agent: false,
    },
    resolve,
  );
  onward.on('error', reject);
  incoming.on('error', (error) => onward.destroy(error));
  incoming.pipe(onward);
  return promise;
}

function answer(outgoing: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>said the fault proxy</Message><RequestId>0</RequestId></Error>`;
  outgoing.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
}
