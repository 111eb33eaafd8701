import type { Epoch, EpochRecord, Ledger, Member, Rules, StoredObject } from './world.ts';

/** An object of an epoch, before it is stored. */
export interface Laid {
  readonly key: string;
  readonly content: number;
}

/** Records of an object after which another begins. */
export const rollAt = 2;

/** Which objects an epoch has, in the order in which they begin: decided by its records and the rules alone. */
export function layOut(epoch: Epoch, rules: Rules): readonly Laid[] {
  const objects: { prefix: number; number: number; content: number; open: boolean }[] = [];
  for (let offset = epoch.first; offset < epoch.next; offset++) {
    if (!has(epoch.content, offset)) continue;
    const prefix = epoch.givenUp && needsSchema(offset) ? letters : prefixOf(offset, rules);
    let object = objects.find((one) => one.open && one.prefix === prefix);
    if (object === undefined) {
      object = { prefix, number: objects.length, content: 0, open: true };
      objects.push(object);
    }
    object.content |= 1 << offset;
    // the only object takes the epoch with it; one of several is rolled
    if (objects.length > 1 && count(object.content) >= epoch.rollAt) object.open = false;
  }
  const variant = epoch.variant === null ? '' : `+${epoch.variant}`;
  return objects.map(({ prefix, number, content }) => ({
    key: `p${prefix}+${epoch.first}+${number}${variant}`,
    content,
  }));
}

/** Where dead letters go. */
const letters = 9;

/** One record of three names a schema that the registry may not have. */
function needsSchema(offset: number): boolean {
  return offset % 3 === 1;
}

function prefixOf(offset: number, rules: Rules): number {
  return rules === 1 ? offset % 2 : offset >> 1;
}

export function recordKey({ first, variant }: Pick<Epoch, 'first' | 'variant'>): string {
  return variant === null ? String(first) : `${first}+${variant}`;
}

export function ledgerOf(epoch: Epoch, rules: Rules): Ledger {
  const [only] = layOut(epoch, rules);
  return {
    next: epoch.next,
    rules,
    variant: epoch.variant,
    onlyKey: epoch.redo?.onlyKey ?? (hasRecord(epoch, rules) ? null : (only?.key ?? null)),
    givenUp: epoch.givenUp,
  };
}

/** An epoch of one object that is stored at once needs no record. */
export function hasRecord(epoch: Epoch, rules: Rules): boolean {
  if (layOut(epoch, rules).length !== 1 || epoch.grown) return true;
  return epoch.redo !== null && epoch.redo.onlyKey === null;
}

export function recordOf(epoch: Epoch, rules: Rules): EpochRecord {
  const { next, content } = epoch;
  return { next, rules, count: count(content), objects: layOut(epoch, rules) };
}

export function objectOf(epoch: Epoch, { rules, session }: Member, content: number): StoredObject {
  const { first, next, grown } = epoch;
  const grownBy = grown ? session : null;
  return { content, first, next, rules, count: count(epoch.content), grownBy };
}

export function has(bits: number, offset: number): boolean {
  return (bits & (1 << offset)) !== 0;
}

export function count(bits: number): number {
  let ones = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) ones++;
  return ones;
}

/** The offsets `[first, next)`, a bit for each. */
export function range(first: number, next: number): number {
  return 2 ** next - 2 ** first;
}
