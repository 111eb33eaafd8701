import { type Checksum, createCrc } from './crc.ts';
import { crcAlgorithms } from './crc-algorithms.ts';

export type FindCrc = (name: string) => Checksum | null;

/** Algorithms by names that are not known before the program runs; each is made ready once. */
export function namedCrc(): FindCrc {
  const ready = new Map<string, Checksum>();
  return (name) => {
    const known = ready.get(name);
    if (known !== undefined) return known;
    const parameters = crcAlgorithms.get(name);
    if (parameters === undefined) return null;
    const checksum = createCrc(parameters);
    ready.set(name, checksum);
    return checksum;
  };
}
