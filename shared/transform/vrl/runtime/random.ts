import type { ProgramContext } from '../../model.ts';

/**
 * Random bits that are the same whenever the record is processed again: seeded by topic, partition and offset, and the
 * place of the event where the record gives several (xmur3 mixes the seed, sfc32 gives the numbers; both are public domain
 * designs, good enough for ids and samples, not for secrets).
 */
export function randomOf({
  topic,
  partition,
  offset,
  place,
}: Pick<ProgramContext, 'topic' | 'partition' | 'offset' | 'place'>): () => number {
  const seed = mixed(`${topic}/${partition}/${offset}${place === '' ? '' : `/${place}`}`);
  let [a, b, c, d] = [seed(), seed(), seed(), 1];
  return () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}

function mixed(text: string): () => number {
  let hash = 1779033703 ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    hash ^= hash >>> 16;
    return hash;
  };
}
