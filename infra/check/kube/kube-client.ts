import { request } from 'node:https';

export interface KubeAnswer {
  readonly status: number;
  /** JSON, or the text where it is none. */
  readonly body: unknown;
  /** What the server takes, but would rather not. */
  readonly warnings: readonly string[];
}

export type AskKube = (method: string, path: string, body?: object) => Promise<KubeAnswer>;

interface KubeAddress {
  readonly url: string;
  readonly token: string;
  /** PEM */
  readonly ca: string;
}

/** Asks a Kubernetes API; a PATCH is an apply of the server's own (server-side apply). */
export function createKubeClient({ url, token, ca }: KubeAddress): AskKube {
  return async (method, path, body) => {
    const { promise, resolve, reject } = Promise.withResolvers<KubeAnswer>();
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const outgoing = request(new URL(path, url), { method, headers, ca, timeout: 30_000 });
    outgoing.on('error', reject);
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const warnings = response.headersDistinct['warning'] ?? [];
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, body: parsed(text), warnings });
      });
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
