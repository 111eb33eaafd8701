import { afterEach, describe } from 'node:test';
import { adapterNames, adapters, type CreateAdapter } from '../adapters.ts';
import { createTestMember, startTestMember } from '../test-member.ts';
import type { TestMember, TestMemberOptions } from '../test-member.ts';

/** Makes members of one adapter, and closes them after each test. */
export interface Members {
  readonly create: CreateAdapter;
  /** Connected and joined. */
  readonly start: (options: TestMemberOptions) => Promise<TestMember>;
  /** Not connected yet. */
  readonly prepare: (options: TestMemberOptions) => ReturnType<typeof createTestMember>;
  readonly closeAll: () => Promise<void>;
}

/**
 * What every adapter of the Kafka port must do, on a real broker. The tests of one adapter run one after another, and
 * those of the adapters beside each other, because most of their time is waiting.
 */
export function overAdapters(
  subject: string,
  tests: (members: Members) => void,
  options: { readonly timeoutMs?: number; readonly together?: boolean } = {},
): void {
  const { timeoutMs = 120_000, together = true } = options;
  describe(`a Kafka port: ${subject}`, { concurrency: together ? adapterNames.length : 1 }, () => {
    for (const name of adapterNames) {
      describe(`over ${name}`, { timeout: timeoutMs, concurrency: 1 }, () => {
        const members = createMembers(adapters[name]);
        afterEach(members.closeAll);
        tests(members);
      });
    }
  });
}

function createMembers(create: CreateAdapter): Members {
  const open: TestMember[] = [];
  return {
    create,
    start: async (options) => {
      const member = await startTestMember(create, options);
      open.push(member);
      return member;
    },
    prepare: async (options) => {
      const member = await createTestMember(create, options);
      open.push(member);
      return member;
    },
    closeAll: async () => {
      await Promise.all(open.splice(0).map((member) => member.port.close()));
    },
  };
}
