/** A record that an event was made of. */
export interface Member {
  readonly partition: number;
  readonly offset: number;
  readonly number: number;
}

/** The records of a stored event: one, or those of a group in the order in which they came. Empty: it does not say. */
export function membersOf(event: Readonly<Record<string, unknown>>): readonly Member[] {
  const [partitions, offsets, numbers] = ['partition', 'offset', 'number'].map((name) => {
    const value = event[name];
    return Array.isArray(value) ? value : [value];
  }) as [unknown[], unknown[], unknown[]];
  if (partitions.length !== offsets.length || offsets.length !== numbers.length) return [];
  return offsets.map((offset, at) => ({
    partition: Number(partitions[at]),
    offset: Number(offset),
    number: Number(numbers[at]),
  }));
}
