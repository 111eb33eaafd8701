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

/** What Node and its heap take beside the buffer, and each further thread's heap: docs/delivery.md has the figures. */
const baseMiB = 128;
const threadMiB = 112;

/** What the memory of a task has to be at least: the buffer with a quarter for what is on its way to the store. */
export function neededMiB(bufferBytes: number, threads: number): number {
  return Math.ceil((1.25 * bufferBytes) / 1024 ** 2) + baseMiB + (threads - 1) * threadMiB;
}
