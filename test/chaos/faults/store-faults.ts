import type { HttpFault } from '../../support/http-proxy.ts';
import type { Random } from '../../support/simulation/random.ts';
import { type Fault, type Faults, within } from './fault.ts';

type When = 'before' | 'after';

const internalError = { do: 'answer', status: 500, code: 'InternalError' } as const;
const slowDown = { do: 'answer', status: 503, code: 'SlowDown' } as const;

function slowness(random: Random): number {
  return 500 + random.next() * 2_000;
}

export const storeFaults: Faults = {
  'kill-before-record': killAtPut('record', 'before'),
  'kill-after-record': killAtPut('record', 'after'),
  'kill-before-object': killAtPut('object', 'before'),
  'kill-after-object': killAtPut('object', 'after'),
  's3-500': badStore(() => internalError),
  's3-500-stored': badStore(() => ({ ...internalError, when: 'after' })),
  's3-503': badStore(() => slowDown),
  's3-503-stored': badStore(() => ({ ...slowDown, when: 'after' })),
  's3-cut': badStore(() => ({ do: 'cut' })),
  's3-cut-stored': badStore(() => ({ do: 'cut', when: 'after' })),
  's3-slow': badStore((random) => ({ do: 'hold', ms: slowness(random), when: 'before' })),
  's3-slow-stored': badStore((random) => ({ do: 'hold', ms: slowness(random), when: 'after' })),
};

/** A process ends at one of the next PUTs of all: before the store gets it, or when it is stored. */
function killAtPut(what: 'record' | 'object', when: When): Fault {
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

/** Some of the next PUTs of all meet this. */
function badStore(make: (random: Random) => HttpFault): Fault {
  return async ({ fleet, random, topic }) => {
    const share = 0.2 + random.next() * 0.8;
    const wanted = 1 + random.below(12);
    const done = Promise.withResolvers<boolean>();
    let hits = 0;
    const rules = fleet.members.map(({ s3 }) =>
      s3.fault((request) => {
        if (!isPutOf(request, topic) || !random.chance(share)) return null;
        hits += 1;
        if (hits === wanted) done.resolve(true);
        return make(random);
      }),
    );
    const takeBack = (): void => {
      for (const rule of rules) rule();
    };
    return (await within(done.promise, takeBack)) || hits > 0;
  };
}

function isPutOf(
  request: { readonly method: string; readonly path: string },
  topic: string,
): boolean {
  return request.method === 'PUT' && request.path.includes(topic);
}
