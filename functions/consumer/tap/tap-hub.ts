import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalRequest } from './local-request.ts';
import type { TapLimits } from './tap-sampler.ts';

const maxViewers = 4;
/** What waits for a viewer that reads more slowly than records come; beyond that he is passed over. */
const maxWaitingBytes = 4 * 1024 * 1024;

interface Viewer {
  readonly limits: TapLimits;
  readonly response: ServerResponse;
  endsMs: number;
  left: number;
  /** Lines that he was not given, since he was told of some. */
  passedOver: number;
}

export interface TapHubParts {
  /** Of the pipeline that runs; the first line that a viewer gets. */
  readonly about: { readonly pipeline: string };
  /** What all viewers together want to see; null: nobody looks. */
  readonly onLimits: (limits: TapLimits | null) => void;
  readonly nowMs: () => number;
}

/**
 * Gives sampled records to whoever looks: lines of JSON, over one HTTP answer each, for as long as he stays. Nobody waits for
 * a viewer: one who does not keep up misses some.
 */
export class TapHub {
  readonly #parts: TapHubParts;
  readonly #viewers = new Set<Viewer>();

  constructor(parts: TapHubParts) {
    this.#parts = parts;
  }

  /** Answers `GET /tap?limit=100&interval=500`. */
  readonly serve = (request: IncomingMessage, response: ServerResponse): void => {
    const limits = limitsOf(request.url ?? '');
    if (request.method !== 'GET') return refuse(response, 405, 'Only GET');
    if (!isLocalRequest(request)) {
      return refuse(
        response,
        403,
        'Events are shown to programs on this machine alone, under its loopback address: use kubectl port-forward, or ssh -L',
      );
    }
    if (limits === null)
      return refuse(response, 400, 'limit: 1 to 1000; interval: 100 to 60000 ms');
    if (this.#viewers.size >= maxViewers) {
      return refuse(response, 503, `${maxViewers} look already; end one of them`);
    }
    const viewer = { limits, response, endsMs: 0, left: 0, passedOver: 0 };
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
    response.write(`${JSON.stringify(this.#parts.about)}\n`);
    this.#viewers.add(viewer);
    this.#changed();
    response.on('close', () => {
      this.#viewers.delete(viewer);
      this.#changed();
    });
  };

  give(lines: readonly string[]): void {
    const now = this.#parts.nowMs();
    for (const viewer of this.#viewers) show(viewer, lines, now);
  }

  #changed(): void {
    const all = [...this.#viewers].map(({ limits }) => limits);
    const { onLimits } = this.#parts;
    if (all.length === 0) onLimits(null);
    else {
      onLimits({
        records: Math.max(...all.map(({ records }) => records)),
        intervalMs: Math.min(...all.map(({ intervalMs }) => intervalMs)),
      });
    }
  }
}

function show(viewer: Viewer, lines: readonly string[], now: number): void {
  const { limits, response } = viewer;
  if (now >= viewer.endsMs) {
    viewer.endsMs = now + limits.intervalMs;
    viewer.left = limits.records;
  }
  const shown = lines.slice(0, viewer.left);
  viewer.left -= shown.length;
  if (response.writableLength > maxWaitingBytes) {
    viewer.passedOver += shown.length;
    return;
  }
  if (viewer.passedOver > 0) response.write(`{"passedOver":${viewer.passedOver}}\n`);
  viewer.passedOver = 0;
  if (shown.length > 0) response.write(`${shown.join('\n')}\n`);
}

function limitsOf(path: string): TapLimits | null {
  const asked = new URL(path, 'http://localhost').searchParams;
  const records = Number(asked.get('limit') ?? 100);
  const intervalMs = Number(asked.get('interval') ?? 500);
  const isAllowed =
    Number.isInteger(records) &&
    records >= 1 &&
    records <= 1000 &&
    intervalMs >= 100 &&
    intervalMs <= 60_000;
  return isAllowed ? { records, intervalMs } : null;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}
