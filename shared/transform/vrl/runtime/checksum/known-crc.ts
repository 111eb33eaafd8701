import { createCrc, type CrcParameters } from './crc.ts';
import type { FindCrc } from './named-crc.ts';

/** The one algorithm that a program names, so that it need not bring the others. */
export function knownCrc(parameters: CrcParameters): FindCrc {
  const checksum = createCrc(parameters);
  return () => checksum;
}
