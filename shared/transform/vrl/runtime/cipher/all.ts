import { chachaCiphers } from './chacha.ts';
import type { FindCipher } from './cipher.ts';
import { plainCiphers } from './plain.ts';
import { salsaCiphers } from './salsa.ts';
import { sivCiphers } from './siv.ts';

/** For a program whose algorithm is no constant. */
export function allCiphers(): FindCipher {
  const all = [plainCiphers(), sivCiphers(), chachaCiphers(), salsaCiphers()];
  return (name) => {
    for (const find of all) {
      const cipher = find(name);
      if (cipher !== null) return cipher;
    }
    return null;
  };
}
