import { type Bytes, textOf } from '../text.ts';

export function strlen(value: Bytes): number {
  const text = textOf(value);
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xdc00 && unit <= 0xdfff) length--;
  }
  return length;
}
