import type { TimeZone } from './zone.ts';

const slotMs = 900_000;
const maxSlots = 4096;

/** A zone other than UTC, as Node's own tables have it; null where they do not. */
export function namedZone(name: string): TimeZone | null {
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
  return { name, utc: false, offsetMs: cachedBySlot((epochMs) => offsetByIntl(clock, epochMs)) };
}

/**
 * Asking Intl costs microseconds, so an answer is kept for its quarter of an hour, but only where the offset is the
 * same at both its ends: clocks have been changed at 00:01, and by odd seconds before there were zones.
 */
function cachedBySlot(ask: (epochMs: number) => number): (epochMs: number) => number {
  const slots = new Map<number, number | null>();
  let lastSlot = Number.NaN;
  let lastOffset = 0;
  return (epochMs) => {
    const slot = Math.floor(epochMs / slotMs);
    if (slot === lastSlot) return lastOffset;
    let offset = slots.get(slot);
    if (offset === undefined) {
      const first = ask(slot * slotMs);
      offset = first === ask((slot + 1) * slotMs - 1) ? first : null;
      if (slots.size >= maxSlots) slots.clear();
      slots.set(slot, offset);
    }
    if (offset === null) return ask(epochMs);
    lastSlot = slot;
    lastOffset = offset;
    return offset;
  };
}

function offsetByIntl(clock: Intl.DateTimeFormat, epochMs: number): number {
  const part: Record<string, number> = {};
  let beforeChrist = false;
  for (const { type, value } of clock.formatToParts(epochMs)) {
    if (type === 'era') beforeChrist = value.startsWith('B');
    else part[type] = Number(value);
  }
  const year = part['year'] ?? 0;
  const local = new Date(0);
  local.setUTCFullYear(beforeChrist ? 1 - year : year, (part['month'] ?? 1) - 1, part['day'] ?? 1);
  local.setUTCHours(part['hour'] ?? 0, part['minute'] ?? 0, part['second'] ?? 0);
  return local.getTime() - Math.floor(epochMs / 1000) * 1000;
}
