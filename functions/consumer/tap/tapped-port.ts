import type { KafkaPort } from '../kafka/port.ts';
import type { TapSampler } from './tap-sampler.ts';

/** The same port, whose chunks somebody may look at. */
export function tappedPort(source: string, port: KafkaPort, sampler: TapSampler): KafkaPort {
  return {
    ...port,
    chunks: async (signal) => {
      const chunks = await port.chunks(signal);
      for (const chunk of chunks) sampler.offer(source, chunk);
      return chunks;
    },
  };
}
