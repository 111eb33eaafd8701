import { floatOrZero, type FloatValue } from '../numbers.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';

export function shannonEntropy(value: Bytes, segmentation: string): FloatValue {
  const counts = new Map<string | number, number>();
  let total = 0;
  for (const unit of unitsOf(value, segmentation)) {
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
    total++;
  }
  // bytes are summed in their order, as the last bits of the sum depend on it
  const ordered =
    segmentation === 'byte'
      ? Array.from({ length: 256 }, (_, byte) => counts.get(byte) ?? 0)
      : [...counts.values()];
  let entropy = 0;
  for (const count of ordered) {
    if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  }
  return floatOrZero(entropy);
}

function unitsOf(value: Bytes, segmentation: string): Iterable<string | number> {
  if (segmentation === 'byte') return bytesOf(value);
  if (segmentation === 'codepoint') return textOf(value);
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(textOf(value)), ({ segment }) => segment);
}
