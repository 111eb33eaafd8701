import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConsumerProcess,
  scenarioPipeline,
  startConsumer,
} from '../support/consumer-process.ts';
import { type HttpProxy, startHttpProxy } from '../support/http-proxy.ts';

/** One place that a consumer runs in, as a pod: with a proxy of its own before the bucket, and restarted when it ends. */
export interface Member {
  readonly clientId: string;
  readonly s3: HttpProxy;
  readonly process: () => ConsumerProcess | null;
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
  /** Ends by itself, with an exit code: `code × times`. */
  readonly exits: ReadonlyMap<number, number>;
  /** SIGTERM to all, at once. @returns the exit codes */
  readonly stop: () => Promise<(number | null)[]>;
  readonly close: () => Promise<void>;
}

const restartMs = 300;

/** @param definition the pipeline of a consumer with this client id that reaches the bucket at this endpoint */
export function createFleet(options: {
  readonly s3: string;
  readonly sources: string | null;
  readonly definition: (clientId: string, endpoint: string) => object;
}): Fleet {
  const { s3, sources, definition } = options;
  const members: Member[] = [];
  const processes: ConsumerProcess[] = [];
  const exits = new Map<number, number>();
  const wanted = new Set<Member>();
  const running = new Map<Member, Promise<void>>();
  const proxies: HttpProxy[] = [];
  let joined = 0;

  const join = async (): Promise<Member> => {
    const proxy = await startHttpProxy(s3);
    proxies.push(proxy);
    joined += 1;
    const clientId = `chaos-${joined}`;
    let current: ConsumerProcess | null = null;
    const member: Member = { clientId, s3: proxy, process: () => current, frozen: false };
    const launch = async (): Promise<ConsumerProcess> => {
      const env = { SLUICE_SCENARIO: JSON.stringify(definition(clientId, proxy.endpoint)) };
      current = await startConsumer({
        pipeline: scenarioPipeline,
        env,
        ...(sources === null ? {} : { sources }),
      });
      processes.push(current);
      return current;
    };
    const first = await launch();
    members.push(member);
    wanted.add(member);
    const keep = async (): Promise<void> => {
      for (let each = first; ; each = await launch()) {
        const { code } = await each.exit;
        member.frozen = false;
        if (!wanted.has(member)) return;
        if (code !== null && code !== 0) exits.set(code, (exits.get(code) ?? 0) + 1);
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

  return {
    members,
    processes,
    exits,
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
    },
  };
}
