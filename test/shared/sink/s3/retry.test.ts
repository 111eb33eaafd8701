import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { SluiceError, toSluiceError, type ErrorCode } from '../../../../shared/errors.ts';
import { delayOf, withRetries, type S3Retry } from '../../../../shared/sink/s3/retry.ts';

describe('the wait before the next try', () => {
  it('doubles, is never short, and ends at ten seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const full = Math.min(10_000, 200 * 2 ** (attempt - 1));
          const delay = delayOf(attempt, random);
          assert.ok(delay >= full / 2 - 1 && delay <= full, `${delay} of ${full}`);
        },
      ),
    );
  });
});

/** Runs a request that fails with these codes in turn and then succeeds; says what happened, in order. */
async function play(
  codes: readonly ErrorCode[],
  maxAttempts: number,
  refresh = async (): Promise<void> => undefined,
): Promise<string[]> {
  const story: string[] = [];
  const left = [...codes];
  const policy = {
    maxAttempts,
    random: () => 0,
    onRetry: ({ attempt, error }: S3Retry) => story.push(`retry ${attempt} ${error.code}`),
    refresh: async () => {
      story.push('refresh');
      await refresh();
    },
  };
  const request = async (): Promise<string> => {
    const code = left.shift();
    story.push(code ?? 'stored');
    await Promise.resolve();
    if (code !== undefined) throw new SluiceError(code, 'planned');
    return 'stored';
  };
  try {
    await withRetries(policy, new AbortController().signal, request, toSluiceError);
  } catch (error) {
    story.push(`threw ${toSluiceError(error).code}`);
  }
  return story;
}

describe('a request', () => {
  const stories: [string, readonly ErrorCode[], number, string[]][] = [
    ['that succeeds is made once', [], 3, ['stored']],
    [
      'is repeated while it can heal',
      ['STORE_UNAVAILABLE'],
      3,
      ['STORE_UNAVAILABLE', 'retry 1 STORE_UNAVAILABLE', 'stored'],
    ],
    [
      'is not repeated beyond its tries',
      ['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE'],
      2,
      [
        'STORE_UNAVAILABLE',
        'retry 1 STORE_UNAVAILABLE',
        'STORE_UNAVAILABLE',
        'threw STORE_UNAVAILABLE',
      ],
    ],
    [
      'that is refused is not repeated',
      ['STORE_REJECTED'],
      3,
      ['STORE_REJECTED', 'threw STORE_REJECTED'],
    ],
    [
      'gets fresh credentials after theirs were refused',
      ['STORE_CREDENTIALS'],
      3,
      ['STORE_CREDENTIALS', 'retry 1 STORE_CREDENTIALS', 'refresh', 'stored'],
    ],
    [
      'that is denied is looked at once more',
      ['STORE_ACCESS_DENIED', 'STORE_ACCESS_DENIED'],
      9,
      [
        'STORE_ACCESS_DENIED',
        'retry 1 STORE_ACCESS_DENIED',
        'refresh',
        'STORE_ACCESS_DENIED',
        'threw STORE_ACCESS_DENIED',
      ],
    ],
    [
      'with one try has one',
      ['STORE_ACCESS_DENIED'],
      1,
      ['STORE_ACCESS_DENIED', 'threw STORE_ACCESS_DENIED'],
    ],
  ];
  for (const [name, codes, maxAttempts, expected] of stories) {
    it(name, async () => {
      assert.deepEqual(await play(codes, maxAttempts), expected);
    });
  }

  it('counts credentials that cannot be had as a failed try', async () => {
    const story = await play(['STORE_CREDENTIALS'], 2, () =>
      Promise.reject(new SluiceError('STORE_CREDENTIALS', 'STS is away')),
    );
    assert.deepEqual(story, [
      'STORE_CREDENTIALS',
      'retry 1 STORE_CREDENTIALS',
      'refresh',
      'threw STORE_CREDENTIALS',
    ]);
  });
});
