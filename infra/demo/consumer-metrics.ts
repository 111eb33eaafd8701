/** What the consumer's own /metrics said when it was last asked. */
export interface ConsumerMetrics {
  readonly received: number;
  readonly stored: number;
  readonly objects: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

const timeoutMs = 1_000;

/** Null while nothing answers there: before it listens, and after its end. */
export async function readMetrics(port: number): Promise<ConsumerMetrics | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal });
    return response.ok ? parseMetrics(await response.text()) : null;
  } catch {
    return null;
  }
}

/** Adds up the samples of the few names that the demo shows. */
export function parseMetrics(text: string): ConsumerMetrics {
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const found = /^(\w+)(?:\{[^}]*\})? (\S+)$/.exec(line);
    const [, name = '', value = ''] = found ?? [];
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  const sum = (name: string): number => sums.get(name) ?? 0;
  return {
    received: sum('sluice_records_received_total'),
    stored: sum('sluice_records_stored_total'),
    objects: sum('sluice_objects_stored_total'),
    cpuMicros: sum('process_cpu_seconds_total') * 1e6,
    rssBytes: sum('process_resident_memory_bytes'),
  };
}
