/** What ECS waits at most between SIGTERM and SIGKILL on Fargate; Spot gives the same two minutes of notice. */
export const longestStopSecs = 120;

/** MiB that tasks of a size may have. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
export function fargateMemory(
  cpu: number,
): { readonly leastMiB: number; readonly mostMiB: number } | null {
  const gibOf: Readonly<Record<number, readonly [number, number]>> = {
    256: [0.5, 2],
    512: [1, 4],
    1024: [2, 8],
    2048: [4, 16],
    4096: [8, 30],
    8192: [16, 60],
    16_384: [32, 120],
  };
  const [least, most] = gibOf[cpu] ?? [];
  if (least === undefined || most === undefined) return null;
  return { leastMiB: least * 1024, mostMiB: most * 1024 };
}

/** What a consumer takes beside its buffer: measured with a long backlog (docs/delivery.md), and a margin. */
const baseMiB = 160;
/** And for each further thread. */
const threadMiB = 112;

/** What the memory of a task has to be at least. */
export function neededMiB(bufferBytes: number, threads: number): number {
  return Math.ceil(bufferBytes / 1024 ** 2) + baseMiB + (threads - 1) * threadMiB;
}
