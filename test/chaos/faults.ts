import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpFault } from '../support/http-proxy.ts';
import type { Random } from '../support/simulation/random.ts';
import type { ChaosEngines } from './chaos-engines.ts';
import type { Fleet, Member } from './fleet.ts';
import type { CommitFault } from './kafka-requests.ts';

/** What a fault works on. */
export interface FaultContext {
  readonly engines: ChaosEngines;
  readonly fleet: Fleet;
  readonly topic: string;
  readonly random: Random;
}

/** Does something bad, and undoes what does not heal by itself. False: it had no effect. */
export type Fault = (context: FaultContext) => Promise<boolean>;

/** Session timeout of the consumers. */
export const sessionMs = 6_000;
/** How long a fault that waits for its moment waits. */
const patienceMs = 6_000;
const fewest = 2;
const most = 4;

/** Those that last seconds: one at a time, and others happen meanwhile. */
export const longFaults: Readonly<Record<string, Fault>> = {
  'consumer-frozen': async (context) => {
    const { fleet } = context;
    const member = pickMember(context);
    const consumer = member?.process();
    if (member === null || consumer === null || consumer === undefined) return false;
    const before = countAssignments(fleet);
    member.frozen = true;
    consumer.kill('SIGSTOP');
    await sleep(sessionMs + 3_000);
    // others have taken over what it held: it wakes as a zombie
    const replaced = countAssignments(fleet) > before;
    consumer.kill('SIGCONT');
    member.frozen = false;
    return replaced && consumer.running();
  },
  'broker-frozen': async ({ engines }) => {
    engines.engines.broker.freeze();
    await sleep(sessionMs + 2_000);
    engines.engines.broker.thaw();
    return true;
  },
  'broker-restart': async ({ engines }) => {
    await engines.engines.broker.stop();
    await engines.engines.broker.start();
    return true;
  },
  'broker-kill': async ({ engines }) => {
    await engines.engines.broker.kill();
    await engines.engines.broker.start();
    return true;
  },
  'answers-lost': async ({ engines: { kafka }, random }) => {
    if (kafka.openConnections() === 0) return false;
    kafka.blackHole('answers');
    await sleep(1_500 + random.below(4_000));
    // what was held is lost or comes late
    if (random.chance(0.5)) kafka.cut();
    kafka.resume();
    return true;
  },
};

/** Those that are over in a moment. */
export const shortFaults: Readonly<Record<string, Fault>> = {
  kill: async (context) => {
    const consumer = pickMember(context)?.process();
    if (consumer?.running() !== true) return false;
    consumer.kill('SIGKILL');
    await consumer.exit;
    return true;
  },
  stop: async (context) => {
    const consumer = pickMember(context)?.process();
    if (consumer?.running() !== true) return false;
    await consumer.stop();
    return true;
  },
  join: async ({ fleet }) => {
    if (fleet.members.length >= most) return false;
    await fleet.join();
    return true;
  },
  leave: async (context) => {
    const { fleet } = context;
    const member = pickMember(context);
    if (member === null || fleet.members.length <= fewest) return false;
    await fleet.leave(member);
    return true;
  },
  'connections-cut': async ({ engines: { kafka } }) => {
    const open = kafka.openConnections();
    kafka.cut();
    return Promise.resolve(open > 0);
  },
  'kill-before-ledger': killAtCommit('ledger', 'lose'),
  'kill-after-ledger': killAtCommit('ledger', 'lose answer'),
  'kill-before-end': killAtCommit('end', 'lose'),
  'kill-after-end': killAtCommit('end', 'lose answer'),
  'ledger-unanswered': loseAnswer('ledger'),
  'end-unanswered': loseAnswer('end'),
  'kill-before-record': killAtPut('record', 'before'),
  'kill-after-record': killAtPut('record', 'after'),
  'kill-before-object': killAtPut('object', 'before'),
  'kill-after-object': killAtPut('object', 'after'),
  's3-500': badStore(() => ({ do: 'answer', status: 500, code: 'InternalError' })),
  's3-503': badStore(() => ({ do: 'answer', status: 503, code: 'SlowDown' })),
  's3-500-stored': badStore(() => ({
    do: 'answer',
    status: 500,
    code: 'InternalError',
    when: 'after',
  })),
  's3-cut': badStore(() => ({ do: 'cut' })),
  's3-cut-stored': badStore(() => ({ do: 'cut', when: 'after' })),
  's3-slow': badStore(({ next }) => ({ do: 'hold', ms: 500 + next() * 2_000, when: 'before' })),
};

/** Takes back whatever a fault may have left. */
export async function heal({ engines, fleet }: FaultContext): Promise<void> {
  engines.engines.broker.thaw();
  await engines.engines.broker.start();
  engines.kafka.resume();
  for (const member of fleet.members) {
    member.s3.clear();
    if (member.frozen) member.process()?.kill('SIGCONT');
    member.frozen = false;
  }
  while (fleet.members.length < fewest) await fleet.join();
}

function pickMember({ fleet, random }: FaultContext): Member | null {
  const awake = fleet.members.filter(({ frozen, process }) => !frozen && process()?.running());
  return awake.length === 0 ? null : random.pick(awake);
}

function countAssignments({ processes }: Fleet): number {
  return processes.reduce((sum, each) => sum + each.told('partitions_assigned').length, 0);
}

/** The process ends at a commit: before the broker gets it, or when it has carried it out. */
function killAtCommit(step: 'ledger' | 'end', what: CommitFault['do']): Fault {
  return (context) => {
    const { fleet } = context;
    return atCommit(context, step, (clientId) => {
      const member = fleet.members.find((one) => one.clientId === clientId);
      return { do: what, also: () => member?.process()?.kill('SIGKILL') };
    });
  };
}

/** The broker carries the commit out, and nothing comes back over this connection any more. */
function loseAnswer(step: 'ledger' | 'end'): Fault {
  return (context) => atCommit(context, step, () => ({ do: 'lose answer', also: () => undefined }));
}

async function atCommit(
  { engines, random }: FaultContext,
  step: 'ledger' | 'end',
  faultFor: (clientId: string) => CommitFault,
): Promise<boolean> {
  const done = Promise.withResolvers<boolean>();
  let skip = random.below(4);
  const takeBack = engines.commits.once((commit) => {
    if (commit.step !== step || skip-- > 0) return null;
    const fault = faultFor(commit.clientId);
    const also = (): void => {
      fault.also();
      done.resolve(true);
    };
    return { do: fault.do, also };
  });
  return within(done.promise, takeBack);
}

/** A process ends at one of the next PUTs of all: before the store gets it, or when it is stored. */
function killAtPut(what: 'record' | 'object', when: 'before' | 'after'): Fault {
  return async ({ fleet, random, topic }) => {
    const done = Promise.withResolvers<boolean>();
    let skip = random.below(12);
    const rules = fleet.members.map((member) =>
      member.s3.fault((request) => {
        if (!isPutOf(request, topic)) return null;
        if (request.path.includes('/_sluice/') !== (what === 'record') || skip-- > 0) return null;
        takeBack();
        const also = (): void => {
          member.process()?.kill('SIGKILL');
          done.resolve(true);
        };
        return { do: 'cut', when, also };
      }),
    );
    const takeBack = (): void => {
      for (const rule of rules) rule();
    };
    return within(done.promise, takeBack);
  };
}

/** Some of a consumer's next PUTs meet this. */
function badStore(make: (random: Random) => HttpFault): Fault {
  return async (context) => {
    const { random, topic } = context;
    const member = pickMember(context);
    if (member === null) return false;
    const share = 0.2 + random.next() * 0.8;
    const wanted = 1 + random.below(12);
    const done = Promise.withResolvers<boolean>();
    let hits = 0;
    const takeBack = member.s3.fault((request) => {
      if (!isPutOf(request, topic) || !random.chance(share)) return null;
      hits += 1;
      if (hits === wanted) done.resolve(true);
      return make(random);
    });
    return (await within(done.promise, takeBack)) || hits > 0;
  };
}

function isPutOf(
  request: { readonly method: string; readonly path: string },
  topic: string,
): boolean {
  return request.method === 'PUT' && request.path.includes(topic);
}

async function within(done: Promise<boolean>, takeBack: () => void): Promise<boolean> {
  const giveUp = new AbortController();
  const timeout = sleep(patienceMs, false, { signal: giveUp.signal }).catch(() => false);
  try {
    return await Promise.race([done, timeout]);
  } finally {
    giveUp.abort();
    takeBack();
  }
}
