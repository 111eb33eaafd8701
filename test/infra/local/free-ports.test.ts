import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { isPortFree, pickPorts } from '../../../infra/local/free-ports.ts';

test('a preferred port is taken where it is free, and another one where it is not', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  assert.equal(await isPortFree(port), false);
  const instead = await pickPorts(['a', 'b'], { a: port });
  assert.notEqual(instead.a, port);
  assert.notEqual(instead.a, instead.b);
  other.close();
  await once(other, 'close');
  assert.equal((await pickPorts(['a'], { a: port })).a, port);
});

test('no port is given twice, even where two prefer the same', async () => {
  const { port } = { port: (await pickPorts(['x'], {})).x };
  const names = ['a', 'b', 'c', 'd'];
  const ports = await pickPorts(names, { a: port, b: port, c: port });
  assert.equal(new Set(Object.values(ports)).size, names.length);
  assert.equal(ports['a'], port);
});
