import { Failure } from '../failure.ts';

export function ipNtoa(value: number | bigint): string | Failure {
  if (value < 0 || value > 0xffffffff) {
    return new Failure('cannot convert to bytes: integer does not fit in u32');
  }
  const number = Number(value);
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}
