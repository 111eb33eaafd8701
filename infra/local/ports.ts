import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { isPortFree, pickPorts } from './free-ports.ts';
import { writeWhole } from './state-file.ts';

/** Every port that an instance listens on. */
export type EnginePorts = Readonly<Record<PortName, number>>;

type PortName =
  'plaintext' | 'saslPlaintext' | 'ssl' | 'mtls' | 'saslSsl' | 'proxied' | 'controller' | 's3';

const names: readonly PortName[] = [
  'plaintext',
  'saslPlaintext',
  'ssl',
  'mtls',
  'saslSsl',
  'proxied',
  'controller',
  's3',
];

/** What the shared engines take where it is free; infra/local/compose.yaml has the first and the last. */
const preferred: Readonly<Record<PortName, number>> = {
  plaintext: 9092,
  ssl: 9093,
  saslPlaintext: 9094,
  mtls: 9095,
  saslSsl: 9096,
  proxied: 9097,
  controller: 9098,
  s3: 9000,
};

/** Ports for an instance that lives for one run. */
export async function pickEphemeralPorts(): Promise<EnginePorts> {
  return pickPorts(names, {});
}

/** The ports of the shared engines: chosen at the first start, then the same, so that exported variables stay right. */
export async function rememberedPorts(folder: string): Promise<EnginePorts> {
  const path = join(folder, 'ports.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text !== null) return JSON.parse(text) as EnginePorts;
  await mkdir(folder, { recursive: true });
  const ports = await pickPorts(names, preferred);
  await writeWhole(path, JSON.stringify(ports, null, 2));
  return ports;
}

/**
 * Looks before a server is started, because a message about a port is worth more than a Java stack trace.
 * @throws {SluiceError} ENGINES_UNAVAILABLE naming the port and the way out
 */
export async function requireFree(folder: string, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new SluiceError(
      'ENGINES_UNAVAILABLE',
      `port ${port} of 127.0.0.1 is taken by another program. End that, or delete ` +
        `${join(folder, 'ports.json')} to have other ports chosen at the next start.`,
    );
  }
}
