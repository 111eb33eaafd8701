import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { countTold } from '../fleet.ts';
import type { CommitFault, CommitStep } from '../kafka-requests.ts';
import { answerMs, type Fault, type FaultContext, type Faults, until, within } from './fault.ts';

export const commitFaults: Faults = {
  'kill-before-ledger': killAt('ledger', 'lose'),
  'kill-after-ledger': killAt('ledger', 'lose answer'),
  'kill-before-end': killAt('end', 'lose'),
  'kill-after-end': killAt('end', 'lose answer'),
  'ledger-unanswered': loseAnswer('ledger'),
  'end-unanswered': loseAnswer('end'),
  'ledger-late': comeLate('ledger', 'partitions_assigned'),
  'end-late': comeLate('end', 'partitions_assigned'),
  'commit-late': comeLate('ledger', 'consumer_restarted'),
};

/** Long enough for a consumer to give the commit up, leave and be given partitions anew. */
const rejoinMs = answerMs + 6_000;

/** The process ends at a commit: before the broker gets it, or when it has carried it out. */
function killAt(step: CommitStep, what: 'lose' | 'lose answer'): Fault {
  return async (context) => {
    const done = Promise.withResolvers<boolean>();
    return atCommit(context, step, done.promise, (clientId) => ({
      do: what,
      also: () => {
        processOf(context, clientId)?.kill('SIGKILL');
        done.resolve(true);
      },
    }));
  };
}

/** The broker carries the commit out, and nothing comes back over this connection any more. */
function loseAnswer(step: CommitStep): Fault {
  return async (context) => {
    const done = Promise.withResolvers<boolean>();
    return atCommit(context, step, done.promise, () => ({
      do: 'lose answer',
      also: () => done.resolve(true),
    }));
  };
}

/** The commit comes to the broker only when its sender has told of this event since: it is about to, or has, joined anew. */
function comeLate(step: CommitStep, event: string): Fault {
  return async (context) => {
    const caught = Promise.withResolvers<boolean>();
    const arrived = Promise.withResolvers<boolean>();
    const isCaught = await atCommit(context, step, caught.promise, (clientId) => {
      const consumer = processOf(context, clientId);
      const told = (): number => (consumer === null ? 0 : countTold(consumer, event));
      const before = told();
      const rejoin = async (): Promise<void> => {
        if (await until(() => told() > before, rejoinMs)) return;
        throw new Error('its sender did not join anew');
      };
      const rejoined = rejoin();
      rejoined.catch(() => arrived.resolve(false));
      caught.resolve(true);
      return {
        do: 'late',
        until: rejoined,
        also: (errors) => arrived.resolve(errors.length > 0),
      };
    });
    return isCaught && within(arrived.promise, () => undefined);
  };
}

async function atCommit(
  { engines, random }: FaultContext,
  step: CommitStep,
  done: Promise<boolean>,
  faultFor: (clientId: string) => CommitFault,
): Promise<boolean> {
  let skip = random.below(4);
  const takeBack = engines.commits.once((commit) =>
    commit.steps.has(step) && skip-- <= 0 ? faultFor(commit.clientId) : null,
  );
  return within(done, takeBack);
}

function processOf({ fleet }: FaultContext, clientId: string): ConsumerProcess | null {
  return fleet.members.find((one) => one.clientId === clientId)?.process() ?? null;
}
