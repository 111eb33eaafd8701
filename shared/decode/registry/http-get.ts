import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { TlsModel } from '../../pipeline/model.ts';

/** A schema of that size is none: what answers is something else. */
const maxAnswerBytes = 16 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface HttpAsk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; left out: GET. */
  readonly body?: string;
}

/** One request, whole: to its answer's last byte. */
export type HttpSend = (ask: HttpAsk, signal: AbortSignal) => Promise<HttpAnswer>;

/**
 * Sends requests over connections that are kept. Node's own client, since `fetch` takes no certificates. What a
 * redirection points at is not asked: credentials would go there.
 */
export function createHttpSend(tls: TlsModel | null, timeoutMs: number): HttpSend {
  const kept = { keepAlive: true, maxSockets: 8, scheduling: 'lifo' } as const;
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent({ ...kept, ...tlsOf(tls) }) };
  return async ({ url, headers, body }, signal) => {
    const isTls = url.startsWith('https:');
    const limit = AbortSignal.timeout(timeoutMs);
    const answer = Promise.withResolvers<IncomingMessage>();
    const request = (isTls ? httpsRequest : httpRequest)(
      url,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        agent: isTls ? agents.https : agents.http,
        signal: AbortSignal.any([signal, limit]),
      },
      answer.resolve,
    );
    request.on('error', answer.reject);
    request.end(body);
    try {
      const response = await answer.promise;
      return { status: response.statusCode ?? 0, body: await bodyOf(response) };
    } catch (thrown) {
      if (limit.aborted) throw new Error(`no answer within ${timeoutMs} ms`, { cause: thrown });
      throw thrown;
    }
  };
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxAnswerBytes) {
      response.destroy();
      throw new Error(`an answer of more than ${maxAnswerBytes} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function tlsOf(tls: TlsModel | null): object {
  if (tls === null) return {};
  const { ca, cert, key, keyPass, verifyCertificate, verifyHostname } = tls;
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(keyPass === null ? {} : { passphrase: keyPass }),
    rejectUnauthorized: verifyCertificate,
    ...(verifyHostname ? {} : { checkServerIdentity: () => undefined }),
  };
}
