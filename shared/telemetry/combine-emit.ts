import type { Emit } from './events.ts';

/**
 * One receiver for several: logs, metrics, the watchdog. Telling must never harm the work that is told about, so an
 * exception in one receiver ends there, and the others still hear; `onFault` gets the first one of each.
 */
export function combineEmit(receivers: readonly Emit[], onFault: (error: unknown) => void): Emit {
  const faulty = new Set<Emit>();
  return (event) => {
    for (const receive of receivers) {
      try {
        receive(event);
      } catch (error) {
        if (faulty.has(receive)) continue;
        faulty.add(receive);
        tellOnce(onFault, error);
      }
    }
  };
}

function tellOnce(onFault: (error: unknown) => void, error: unknown): void {
  try {
    onFault(error);
  } catch {
    // a log that cannot be written (a closed pipe) has nobody left to be told
  }
}
