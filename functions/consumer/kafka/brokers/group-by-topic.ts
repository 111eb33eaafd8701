/** Requests list partitions below their topics. */

/** One entry for each topic. */
export function groupByTopic<T extends { readonly topic: string }>(
  list: readonly T[],
): (readonly [topic: string, entries: readonly T[]])[] {
  return [...Map.groupBy(list, ({ topic }) => topic)];
}

/** Neighbours of one topic share an entry; the order, which in a fetch is the order of service, stays. */
export function groupNeighbours<T extends { readonly topic: string }>(
  list: readonly T[],
): (readonly [topic: string, entries: readonly T[]])[] {
  const groups: [topic: string, entries: T[]][] = [];
  for (const entry of list) {
    const last = groups.at(-1);
    if (last?.[0] === entry.topic) last[1].push(entry);
    else groups.push([entry.topic, [entry]]);
  }
  return groups;
}
