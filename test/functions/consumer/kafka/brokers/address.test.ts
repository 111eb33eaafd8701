import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatAddress,
  parseAddress,
} from '../../../../../functions/consumer/kafka/brokers/address.ts';
import type { SluiceError } from '../../../../../shared/errors.ts';

describe('the address of a broker', () => {
  const good: [text: string, host: string, port: number][] = [
    ['broker1:9094', 'broker1', 9094],
    ['b-1.msk.example.com:9098', 'b-1.msk.example.com', 9098],
    ['10.0.0.7', '10.0.0.7', 9092],
    ['[::1]:9092', '::1', 9092],
    ['[fe80::1%eth0]', 'fe80::1%eth0', 9092],
    [' broker:1 ', 'broker', 1],
  ];
  for (const [text, host, port] of good) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseAddress(text), { host, port });
      assert.deepEqual(parseAddress(formatAddress({ host, port })), { host, port });
    });
  }

  for (const text of ['', ':9092', 'a:b', 'a:0', 'a:65536', '::1', 'kafka://a:9092', 'a:1:2']) {
    it(`is refused as ${JSON.stringify(text)}, with an example`, () => {
      assert.throws(
        () => parseAddress(text),
        (error: SluiceError) =>
          error.code === 'CONFIG_INVALID' &&
          error.message.includes(`"${text}"`) &&
          error.message.includes('broker1:9092'),
      );
    });
  }
});
