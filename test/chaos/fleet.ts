import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  type ConsumerProcess,
  scenarioPipeline,
  startConsumer,
} from '../support/consumer-process.ts';
import { type HttpProxy, startHttpProxy } from '../support/http-proxy.ts';
import type { Random } from '../support/simulation/random.ts';

/** One place that a consumer runs in, as a pod: with a proxy of its own before the bucket, and restarted when it ends. */
export interface Member {
  readonly clientId: string;
  readonly s3: HttpProxy;
  readonly process: () => ConsumerProcess | null;
  /** A file that says what its next write to a file falls into; see torn-write.mjs. */
  readonly trap: string;
  /** Held by SIGSTOP. */
  frozen: boolean;
}

/** All consumers of a round. */
export interface Fleet {
  readonly members: readonly Member[];
  readonly join: () => Promise<Member>;
  /** SIGTERM, and not started again. */
  readonly leave: (member: Member) => Promise<void>;
  /** Every process there has been, the dead among them. */
  readonly processes: readonly ConsumerProcess[];
  /** Which rules of the pipeline a process gets that is started from now on; counted up by a rolling update. */
  rules: number;
  /** SIGTERM to all, at once. @returns the exit codes */
  readonly stop: () => Promise<(number | null)[]>;
  readonly close: () => Promise<void>;
}

export interface FleetOptions {
  readonly s3: string;
  /** A tree to bundle the consumer from; null: this checkout. */
  readonly sources: string | null;
  readonly random: Random;
  /** The pipeline of a consumer with this client id that reaches the bucket at this endpoint. */
  readonly definition: (clientId: string, endpoint: string, rules: number) => object;
}

const restartMs = 100;
const minuteMs = 60_000;
const preloads = ['skewed-clock.mjs', 'torn-write.mjs'].map(
  (name) => `--import=${pathToFileURL(joinPath(import.meta.dirname, name)).href}`,
);
let cache: string | null = null;

export function createFleet({ s3, sources, random, definition }: FleetOptions): Fleet {
  const members: Member[] = [];
  const processes: ConsumerProcess[] = [];
  const wanted = new Set<Member>();
  const running = new Map<Member, Promise<void>>();
  const proxies: HttpProxy[] = [];
  let joined = 0;

  const traps = mkdtempSync(joinPath(tmpdir(), 'sluice-chaos-traps-'));
  const trapOf = (clientId: string): string => joinPath(traps, clientId);
  const launch = (clientId: string, endpoint: string): Promise<ConsumerProcess> =>
    startConsumer({
      pipeline: scenarioPipeline,
      env: {
        SLUICE_SCENARIO: JSON.stringify(definition(clientId, endpoint, fleet.rules)),
        NODE_OPTIONS: preloads.join(' '),
        CHAOS_TRAP: trapOf(clientId),
        // most of a start is compiling the same bundle again
        NODE_COMPILE_CACHE: cacheFolder(),
        // a third of all machines are minutes off, and some by more than S3 takes a signature for
        CHAOS_CLOCK_OFFSET_MS: String(
          random.chance(0.33) ? (random.next() - 0.5) * 60 * minuteMs : 0,
        ),
        CHAOS_CLOCK_JUMP_MS: String((1 + random.below(40)) * minuteMs),
      },
      ...(sources === null ? {} : { sources }),
    });

  const join = async (): Promise<Member> => {
    joined += 1;
    const clientId = `chaos-${joined}`;
    const proxy = await startHttpProxy(s3);
    proxies.push(proxy);
    let current: ConsumerProcess | null = null;
    const member: Member = {
      clientId,
      s3: proxy,
      process: () => current,
      trap: trapOf(clientId),
      frozen: false,
    };
    const start = async (): Promise<ConsumerProcess> => {
      current = await launch(clientId, proxy.endpoint);
      processes.push(current);
      return current;
    };
    const first = await start();
    members.push(member);
    wanted.add(member);
    const keep = async (): Promise<void> => {
      for (let each = first; ; each = await start()) {
        await each.exit;
        member.frozen = false;
        if (!wanted.has(member)) return;
        await sleep(restartMs);
        if (!wanted.has(member)) return;
      }
    };
    running.set(member, keep());
    return member;
  };

  const end = async (member: Member): Promise<number | null> => {
    wanted.delete(member);
    const code = (await member.process()?.stop())?.code ?? null;
    await running.get(member);
    return code;
  };

  const fleet: Fleet = {
    members,
    processes,
    rules: 0,
    join,
    leave: async (member) => {
      members.splice(members.indexOf(member), 1);
      await end(member);
    },
    stop: async () => Promise.all(members.map(end)),
    close: async () => {
      wanted.clear();
      for (const process of processes) process.kill('SIGKILL');
      await Promise.all(running.values());
      await Promise.all(proxies.map((proxy) => proxy.close()));
      rmSync(traps, { recursive: true });
    },
  };
  return fleet;
}

/** How often a process told of an event; cheaper than reading every line. */
export function countTold({ lines }: ConsumerProcess, event: string): number {
  const mark = `"event":"${event}"`;
  return lines.reduce((count, line) => (line.includes(mark) ? count + 1 : count), 0);
}

function cacheFolder(): string {
  if (cache !== null) return cache;
  const made = mkdtempSync(joinPath(tmpdir(), 'sluice-chaos-cache-'));
  cache = made;
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
