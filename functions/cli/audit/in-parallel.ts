/**
 * Does the work for each item, so many at a time, in order of arrival; the first failure ends it.
 * @throws whatever the work throws
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    const job = work(item).then(
      () => void underWay.delete(job),
      (thrown: unknown) => {
        failures.push(thrown);
        underWay.delete(job);
      },
    );
    underWay.add(job);
    if (underWay.size >= width) await Promise.race(underWay);
    if (failures.length > 0) break;
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
