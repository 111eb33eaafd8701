import type { Failure } from '../failure.ts';
import { cryptIp } from '../ip/encrypt.ts';
import type { Bytes } from '../text.ts';

export function encryptIp(ip: Bytes, key: Bytes, mode: Bytes): string | Failure {
  return cryptIp(ip, key, mode, 'encrypt');
}
